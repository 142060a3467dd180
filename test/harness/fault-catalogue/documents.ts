import { answers, BAD_RESPONSE, type Fault, type FaultOutcome, given, NOTHING, type Sent } from './fault.ts';

const ONE = given('1', 'x');
const rest = '"id":"1","name":"x"';

/** JSON that is none, too much, hostile, or of another shape than the schema hopes. */
export const DOCUMENTS: readonly Fault[] = [
  document('is cut off', '{"id":"1","na', BAD_RESPONSE),
  document('has a comma too many', `{${rest},}`, BAD_RESPONSE),
  document('has single quotes', "{'id':'1'}", BAD_RESPONSE),
  document('has names without quotes', '{id:"1"}', BAD_RESPONSE),
  document('has a comment', `{${rest}}//`, BAD_RESPONSE),
  document('has NaN', `{${rest},"n":NaN}`, BAD_RESPONSE),
  document('has Infinity', `{${rest},"n":-Infinity}`, BAD_RESPONSE),
  document('has undefined', 'undefined', BAD_RESPONSE),
  document('has a hexadecimal number', `{${rest},"n":0x10}`, BAD_RESPONSE),
  document('has a number with a zero before it', `{${rest},"n":01}`, BAD_RESPONSE),
  document('has a raw line feed in a string', '{"id":"1\n"}', BAD_RESPONSE),
  document('has an unknown escape', '{"id":"\\x31"}', BAD_RESPONSE),
  document('is white space', ' \n ', BAD_RESPONSE),
  document('is two documents', `{${rest}}{${rest}}`, BAD_RESPONSE),
  document('is several lines', `{${rest}}\n{${rest}}`, BAD_RESPONSE),
  document('is a script', `callback({${rest}})`, BAD_RESPONSE),
  document('is guarded against scripts', `)]}',\n{${rest}}`, BAD_RESPONSE),
  document('is YAML', 'id: 1\nname: x\n', BAD_RESPONSE),
  document('has NUL bytes behind it', `{${rest}}\u0000\u0000`, BAD_RESPONSE),
  document('has a number that no double can hold', `{${rest},"n":1e400}`, BAD_RESPONSE),
  document('has arrays 5,000 deep', `{${rest},"deep":${nested('[', ']', 5_000)}}`, BAD_RESPONSE),
  document('has objects 5,000 deep', `{${rest},"deep":${nested('{"a":', '}', 5_000, '1')}}`, BAD_RESPONSE),
  document('is 200,000 arrays deep', nested('[', ']', 200_000), BAD_RESPONSE),
  document('opens 500,000 arrays and closes none', '['.repeat(500_000), BAD_RESPONSE),

  document('has arrays 500 deep', `{${rest},"deep":${nested('[', ']', 500)}}`, ONE),
  document('has a name twice', '{"id":"0","name":"x","id":"1"}', ONE),
  document('has a __proto__', `{${rest},"__proto__":{"id":"evil","name":"evil"}}`, ONE),
  document('has nothing but a __proto__', '{"__proto__":{"id":"evil","name":"evil"}}', given(null, null)),
  document('has a constructor', `{"constructor":{"prototype":{"name":"evil"}},${rest}}`, ONE),
  document('has names of methods', `{"toString":1,"valueOf":2,"hasOwnProperty":3,"then":4,${rest}}`, ONE),
  document('has a toJSON', `{"toJSON":"evil",${rest}}`, ONE),
  document('has a then', '{"id":"1","name":"x","then":{"then":{}}}', ONE),
  document('has a __typename', `{"__typename":"Query",${rest}}`, ONE),
  document('has an empty name', `{"":"",${rest}}`, ONE),
  document('has names that look like paths', `{"id.name":"evil","$":"evil","@":"evil","a->b":1,${rest}}`, ONE),
  document('has names that look like numbers', `{"2":"b","1":"a",${rest}}`, ONE),
  document('has half a surrogate', '{"id":"1","name":"\\ud800"}', given('1', '\ud800')),
  document('has a NUL in a string', '{"id":"1","name":"a\\u0000b"}', given('1', 'a\u0000b')),
  document('has line separators in a string', '{"id":"1","name":"a\u2028b"}', given('1', 'a\u2028b')),
  document('has markup in a string', '{"id":"1","name":"</script><script>"}', given('1', '</script><script>')),
  document(
    'has integers beyond 2^53',
    '{"id":12345678901234567891,"name":9007199254740993}',
    given('12345678901234567891', '9007199254740993'),
  ),
  document('has an integer of 1,000 digits', `{"id":"1","name":"x","n":${'7'.repeat(300)}}`, ONE),
  document('has a minus zero', '{"id":"1","name":"x","n":-0}', ONE),
  document('has an id of 1.0', '{"id":1.0,"name":"x"}', ONE),
  document('has 100,000 members', `{${Array.from({ length: 50_000 }, (_, at) => `"m${at}":1,`).join('')}${rest}}`, ONE),
  document('has a string of 500 kB', `{${rest},"s":"${'s'.repeat(500_000)}"}`, ONE),
  document('has escapes only', '{"\\u0069\\u0064":"\\u0031","n\\u0061me":"\\u0078"}', ONE),

  document('is null', 'null', NOTHING),
  document('is true', 'true', NOTHING),
  document('is a number', '42', NOTHING),
  document('is a string', '"hello"', NOTHING),
  document('is an empty array', '[]', NOTHING),
  document('is an array of objects', `[{${rest}}]`, NOTHING),
  document('is an array of nulls', '[null]', NOTHING),
  document('is an empty object', '{}', given(null, null)),
  document('wraps what was expected', `{"data":{${rest}}}`, given(null, null)),
  document('has nulls', '{"id":null,"name":null}', given(null, null)),
  document('has objects where leaves were expected', '{"id":{"a":1},"name":["b"]}', given(null, null)),
  document('has booleans where texts were expected', '{"id":true,"name":false}', given('true', null)),
  document('is an error with a status of 200', '{"error":"not today"}', given(null, null)),
];

function document(what: string, body: Sent, outcome: FaultOutcome): Fault {
  return { name: `the document ${what}`, outcome, behave: answers({ body }) };
}

function nested(open: string, close: string, depth: number, inmost = ''): string {
  return open.repeat(depth) + inmost + close.repeat(depth);
}
