/**
 * Text as a value in YAML that every reader gives back unchanged: bare where nothing in it could be taken for
 * something else, otherwise in double quotes, which hold what JSON's do (YAML 1.2.2, section 7.3.1).
 */
export function yamlText(text: string): string {
  const bare = /^\p{L}[\p{L}\p{M}\p{N} ,.!?()’“”–—'/+&-]*$/u.test(text) && !text.endsWith(' ');
  return bare && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text) ? text : quoted(text);
}

/** JSON lets these stand bare; YAML takes some for line ends and forbids others (section 5.1). */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
