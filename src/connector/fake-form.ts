// Kit for connector authors: a request's form, as a fake reads it.

export function formOf(request: Request): Promise<FormData> {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- For busy servers, which a fake is not.
  return request.formData();
}
