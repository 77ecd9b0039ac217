import { RE2JS } from 're2js';
import { ConditionSyntax, nearest } from './condition-error.ts';
import { checkComparable } from './comparable.ts';
import { ENUMS } from './enums.data.ts';
import { type Token, tokenize } from './lexer.ts';
import { ConstantNode, EqualNode, JoinNode, MatchNode, type Node, NotNode, OrderNode, type OrderOperator, TruthNode } from './nodes.ts';
import { parsePath } from './paths.ts';
import { BOOL_LITERAL, INT_LITERAL, NIL_LITERAL, NUMBER_LITERAL, STRING_LITERAL, type TypedSide } from './typed-side.ts';
import { Slot } from './slot.ts';

const MAX_LENGTH = 4096;
const MAX_DEPTH = 32;
const MAX_COMPARISONS = 256;
const MAX_PATTERN = 1024;

/**
 * Recursive descent over the grammar, weakest binding first:
 *
 *     or         = and { "or" and }
 *     and        = not { "and" not }
 *     not        = "not" not | primary
 *     primary    = "(" or ")" | "IsMatch" "(" path "," string ")" | side [ operator side ]
 *     side       = path | string | int | float | "true" | "false" | "nil" | ENUM
 */
export class ConditionParser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;
  #comparisons = 0;

  /** Throws `ConditionSyntax`, as `parse` does. */
  constructor(text: string) {
    if (text.length > MAX_LENGTH) {
      throw new ConditionSyntax('ASSAY_CONDITION_TOO_LARGE', `longer than ${MAX_LENGTH} characters`, MAX_LENGTH, 1);
    }
    this.#tokens = tokenize(text);
  }

  parse(): Node {
    if (this.#peek().kind === 'end') throw this.#wrong('the condition is empty');
    const node = this.#or();
    if (this.#peek().kind !== 'end') throw this.#wrong('expected and, or, or the end');
    return node;
  }

  #or(): Node {
    return this.#join('or', () => this.#and());
  }

  #and(): Node {
    return this.#join('and', () => this.#not());
  }

  #join(operator: 'and' | 'or', operand: () => Node): Node {
    const first = operand();
    const nodes = [first];
    while (this.#takeWord(operator)) nodes.push(operand());
    return nodes.length === 1 ? first : new JoinNode(nodes, operator);
  }

  #not(): Node {
    if (!this.#takeWord('not')) return this.#primary();
    return this.#deeper(() => new NotNode(this.#not()));
  }

  #primary(): Node {
    if (this.#takePunctuation('(')) {
      return this.#deeper(() => {
        const inner = this.#or();
        this.#expect(')');
        return inner;
      });
    }
    this.#comparisons++;
    if (this.#comparisons > MAX_COMPARISONS) {
      throw new ConditionSyntax('ASSAY_CONDITION_TOO_LARGE', `more than ${MAX_COMPARISONS} comparisons`, this.#peek().at, 1);
    }
    const word = this.#peek();
    const after = this.#tokens[this.#next + 1];
    if (word.kind === 'word' && after?.text === '(' && after.kind === 'punctuation') return this.#call(word);
    return this.#comparison();
  }

  #comparison(): Node {
    const left = this.#side();
    const operator = this.#peek();
    if (operator.kind !== 'operator') return this.#alone(left, operator);
    this.#next++;
    const right = this.#side();
    checkComparable(left, operator, right);
    if (operator.text === '==' || operator.text === '!=') return new EqualNode(left, right, operator.text === '!=');
    return new OrderNode(left, right, operator.text as OrderOperator);
  }

  /** A side without an operator is a condition only when it is a boolean by itself. */
  #alone(side: TypedSide, next: Token): Node {
    if (side.operand === undefined && side.literal === BOOL_LITERAL) return new ConstantNode(side.slot.number === 1);
    if (side.type === 'bool') return new TruthNode(side);
    const at = next.kind === 'end' ? Math.max(side.at, side.end - 1) : next.at;
    throw new ConditionSyntax(
      'ASSAY_CONDITION_SYNTAX',
      'expected a comparison: one of == != < <= > >=',
      at,
      Math.max(1, next.end - next.at),
    );
  }

  #call(name: Token): Node {
    if (name.text !== 'IsMatch') {
      const close = nearest(name.text, ['IsMatch']);
      throw new ConditionSyntax(
        'ASSAY_CONDITION_PATH',
        `unknown function; the only one here is IsMatch${close === undefined ? '' : ', did you mean that?'}`,
        name.at,
        name.text.length,
      );
    }
    this.#next += 2;
    const target = this.#side();
    if (target.operand === undefined)
      throw new ConditionSyntax('ASSAY_CONDITION_SYNTAX', 'IsMatch wants a path first', target.at, target.end - target.at);
    this.#expect(',');
    const pattern = this.#peek();
    if (pattern.kind !== 'string') throw this.#wrong('IsMatch wants a pattern in double quotes second');
    this.#next++;
    this.#expect(')');
    return new MatchNode(target, compilePattern(pattern));
  }

  #side(): TypedSide {
    const token = this.#peek();
    const slot = new Slot();
    const literal = { at: token.at, end: token.end, slot, operand: undefined };
    switch (token.kind) {
      case 'string':
        this.#next++;
        slot.setLiteral(token.text);
        return { ...literal, type: 'string', literal: STRING_LITERAL };
      case 'int':
        this.#next++;
        if (!Number.isSafeInteger(Number(token.text))) throw this.#at(token, 'integers go to 9007199254740991 (2^53 - 1)');
        slot.setInt(Number(token.text));
        return { ...literal, type: 'int', literal: INT_LITERAL };
      case 'float':
        this.#next++;
        if (!Number.isFinite(Number(token.text))) throw this.#at(token, 'the number is too large');
        slot.setNumber(Number(token.text));
        return { ...literal, type: 'number', literal: NUMBER_LITERAL };
      case 'word':
        return this.#word(token, slot);
      default:
        throw this.#wrong('expected a path or a literal');
    }
  }

  #word(token: Token, slot: Slot): TypedSide {
    const literal = { at: token.at, end: token.end, slot, operand: undefined };
    const constant = ENUMS.get(token.text);
    if (constant !== undefined) {
      this.#next++;
      slot.setInt(constant);
      return { ...literal, type: 'int', literal: INT_LITERAL };
    }
    if (token.text === 'nil') {
      this.#next++;
      return { ...literal, type: 'nil', literal: NIL_LITERAL };
    }
    if (token.text === 'true' || token.text === 'false') {
      this.#next++;
      slot.setBool(token.text === 'true');
      return { ...literal, type: 'bool', literal: BOOL_LITERAL };
    }
    const path = parsePath(this.#tokens, this.#next);
    this.#next = path.next;
    return {
      at: token.at,
      end: this.#tokens[path.next - 1]!.end,
      slot,
      operand: path.operand,
      type: path.operand.type,
      literal: undefined,
    };
  }

  #deeper(parse: () => Node): Node {
    this.#depth++;
    if (this.#depth > MAX_DEPTH)
      throw new ConditionSyntax('ASSAY_CONDITION_TOO_LARGE', `nested deeper than ${MAX_DEPTH} levels`, this.#peek().at, 1);
    const node = parse();
    this.#depth--;
    return node;
  }

  #peek(): Token {
    return this.#tokens[this.#next]!;
  }

  #takeWord(word: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'word' || token.text !== word) return false;
    this.#next++;
    return true;
  }

  #takePunctuation(text: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'punctuation' || token.text !== text) return false;
    this.#next++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#takePunctuation(text)) throw this.#wrong(`expected ${text}`);
  }

  #wrong(message: string): ConditionSyntax {
    return this.#at(this.#peek(), message);
  }

  #at(token: Token, message: string): ConditionSyntax {
    return new ConditionSyntax('ASSAY_CONDITION_SYNTAX', message, token.at, Math.max(1, token.end - token.at));
  }
}

function compilePattern(token: Token): RE2JS {
  const length = token.end - token.at;
  if (token.text.length > MAX_PATTERN)
    throw new ConditionSyntax('ASSAY_CONDITION_TOO_LARGE', `a pattern has at most ${MAX_PATTERN} characters`, token.at, length);
  try {
    return RE2JS.compile(token.text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : 'not valid';
    throw new ConditionSyntax('ASSAY_CONDITION_PATTERN', `the pattern is not RE2: ${reason}`, token.at, length);
  }
}
