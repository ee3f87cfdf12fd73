import type { CompileContext, Extension as TreeExtension } from 'mdast-util-from-markdown';
import type { Extension, State, Token, TokenizeContext, Tokenizer } from 'micromark-util-types';

/**
 * `{{…}}` as a construct of Markdown's own grammar, so that a backslash before the braces, code spans
 * and positions work as they do for everything else.
 */
export interface MergeFieldNode {
  type: 'mergeField';
  value: string;
  position?: import('unist').Position;
}

declare module 'mdast' {
  interface PhrasingContentMap {
    mergeField: MergeFieldNode;
  }
  interface RootContentMap {
    mergeField: MergeFieldNode;
  }
}

declare module 'micromark-util-types' {
  interface TokenTypeMap {
    mergeField: 'mergeField';
  }
}

const openBrace = 123;
const closeBrace = 125;

const tokenizeMergeField: Tokenizer = function (this: TokenizeContext, effects, ok, nok): State {
  return start;

  function start(code: Parameters<State>[0]): State | undefined {
    effects.enter('mergeField');
    effects.consume(code);
    return second;
  }
  function second(code: Parameters<State>[0]): State | undefined {
    if (code !== openBrace) return nok(code);
    effects.consume(code);
    return inside;
  }
  function inside(code: Parameters<State>[0]): State | undefined {
    if (code === null || code < 0) return leave(code);
    effects.consume(code);
    return code === closeBrace ? afterBrace : inside;
  }
  function afterBrace(code: Parameters<State>[0]): State | undefined {
    if (code !== closeBrace) return inside(code);
    effects.consume(code);
    return leave;
  }
  function leave(code: Parameters<State>[0]): State | undefined {
    effects.exit('mergeField');
    return ok(code);
  }
};

/** For micromark. An unclosed field runs to the end of its line; the reader reports it. */
export const mergeFieldSyntax: Extension = {
  text: { [openBrace]: { name: 'mergeField', tokenize: tokenizeMergeField } },
};

/** For mdast: a `mergeField` node whose value is the raw source. */
export const mergeFieldTree: TreeExtension = {
  enter: {
    mergeField(this: CompileContext, token: Token) {
      this.enter({ type: 'mergeField', value: this.sliceSerialize(token) } as never, token);
    },
  },
  exit: {
    mergeField(this: CompileContext, token: Token) {
      this.exit(token);
    },
  },
};
