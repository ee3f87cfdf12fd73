/** Takes a password out of a text that a server said, as it is, percent-encoded or in base64. */
export function redact(text: string, password: string | undefined, user = ''): string {
  if (!password) return text;
  const base64 = (value: string) => Buffer.from(value).toString('base64');
  const shapes = [base64(`\0${user}\0${password}`), base64(password), encodeURIComponent(password), password];
  return shapes.reduce((kept, shape) => kept.split(shape).join('***'), text);
}
