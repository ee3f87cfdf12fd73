import { type Document, isScalar, visit, type YAMLError } from 'yaml';

interface FaultWords {
  readonly message: string;
  readonly advice: string;
  /** Offsets at which the carets begin and end. */
  readonly span: readonly [number, number];
}

/** A fault of YAML's syntax as a writer would put it, and what to do. */
export function yamlFaultWords(
  error: YAMLError,
  document: Document,
  text: string,
  form: 'YAML' | 'JSON',
): FaultWords {
  const [start, end] = error.pos;
  const span = [start, end] as const;
  const char = text[start] ?? '';
  switch (error.code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        message: 'This value holds a colon, and needs quotes',
        advice: 'Put quotes around the whole value.',
        span: [start, lineEnd(text, start)],
      };
    case 'BAD_SCALAR_START':
      return {
        message: `A value that begins with ${char} needs quotes`,
        advice: 'Put quotes around the whole value.',
        span: [start, lineEnd(text, start)],
      };
    case 'DUPLICATE_KEY':
      return {
        message: `“${keyAt(text, start)}” stands here twice`,
        advice: 'Keep one of them.',
        span,
      };
    case 'TAB_AS_INDENT':
      return { message: 'A tab cannot indent here', advice: 'Use spaces.', span };
    case 'BAD_DQ_ESCAPE':
      return {
        message: 'This backslash means nothing between double quotes',
        advice: 'Write \\\\ for a backslash, or use single quotes around the value.',
        span: [start, start + 2],
      };
    case 'BAD_INDENT':
      if (bracketOf(error.message)) return { ...missing(error.message, form), span };
      return {
        message: 'This line is not indented like its neighbours, or a bracket above it is not closed',
        advice: 'Line it up with what it belongs to, and look for a missing ] or }.',
        span,
      };
    case 'MISSING_CHAR':
      return error.message.includes('quote')
        ? {
            message: 'A quote that was opened is never closed',
            advice: 'Close it at the end of its value.',
            span: openQuote(document, start) ?? span,
          }
        : { ...missing(error.message, form), span };
    case 'MULTIPLE_DOCS':
      return {
        message: 'A second document begins here, and would be left out',
        advice: 'Take this line out; a file holds one.',
        span: [start, lineEnd(text, start)],
      };
    case 'RESOURCE_EXHAUSTION':
      return {
        message: 'Values stand too deep inside each other here',
        advice: 'Look for brackets that are opened and never closed.',
        span,
      };
    default:
      return {
        message: `This is not ${form}: it cannot be read from here on`,
        advice:
          form === 'JSON'
            ? 'Look for a comma, a colon or a quote that is missing or too many just before.'
            : 'Put quotes around text that holds : # { } [ ] or quotes of its own.',
        span,
      };
  }
}

/** The bracket that the parser misses. */
function bracketOf(message: string): string | undefined {
  return /end with an? ([\]}])/.exec(message)?.[1];
}

function missing(message: string, form: 'YAML' | 'JSON'): Pick<FaultWords, 'message' | 'advice'> {
  const mark = bracketOf(message);
  if (mark) {
    return {
      message: `A ${mark} is missing before this`,
      advice: `Close what was opened with ${mark === ']' ? '[' : '{'}.`,
    };
  }
  if (message.startsWith('Missing , or')) {
    return {
      message: 'A comma or a colon is missing here',
      advice: 'Put a comma between two values, a colon between a key and its value.',
    };
  }
  if (message.startsWith('Missing ,'))
    return { message: 'A comma is missing here', advice: 'Put a comma between the two.' };
  if (message.startsWith('Implicit map keys')) {
    return { message: 'This line has no key', advice: 'Write “key: value”, or indent it below its key.' };
  }
  return {
    message: `This is not ${form}: a mark is missing here`,
    advice: 'Write “key: value”, with quotes around text that holds : # { } [ ].',
  };
}

/** The quote that runs to where the parser missed its close, which is often the end of the file. */
function openQuote(document: Document, missingAt: number): [number, number] | undefined {
  let open: [number, number] | undefined;
  visit(document, {
    Scalar(_, node) {
      const [start = 0, end = 0] = node.range ?? [];
      if (isScalar(node) && node.type?.startsWith('QUOTE') && start < missingAt && end >= missingAt) {
        open = [start, start + 1];
      }
    },
  });
  return open;
}

function lineEnd(text: string, from: number): number {
  const end = text.slice(from).search(/[ \t]*(?:\r?\n|$)/);
  return end < 0 ? text.length : from + end;
}

function keyAt(text: string, from: number): string {
  const match = /^"((?:[^"\\]|\\.)*)"|^'([^']*)'|^[^:\r\n]*/.exec(text.slice(from, from + 200));
  return (match?.[1] ?? match?.[2] ?? match?.[0] ?? '').trim();
}
