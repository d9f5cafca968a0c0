// What every way to connect has.

export interface AuthBase {
  /** Unique within the platform; connections remember it. */
  id: string;
  /** What the user chooses, where there are several. */
  label: string;
  /** What the connection permits, in the user's words. */
  permits: string;
}

export interface Field {
  name: string;
  label: string;
  help: string;
  placeholder: string;
  secret: boolean;
  required: boolean;
}
