// What a password must be; the server says the same and has the last word.

export const minPasswordLength = 10;
