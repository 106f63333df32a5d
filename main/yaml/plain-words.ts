const INDENTATION = 'is indented otherwise than its neighbours: the fields of one group, and the dashes of one list, stand in one column'

/** The parser's commonest complaints in the words of who edits the file; they name YAML's grammar, and what to do must be guessed. */
const WORDS: readonly (readonly [said: RegExp, words: string])[] = [
  [/^Nested mappings are not allowed in compact mappings/, 'has a second `: ` on one line: put the value in quotes'],
  [/^(?:All (?:sequence|collection) items must start at the same column|Sequence item without - indicator|A block sequence may not be used)/, INDENTATION],
  [/^Implicit (?:map keys need|keys need)/, 'is no `field: value`: a colon, the space after it, or a quotation mark is missing'],
  [/^Map keys must be unique/, 'says the same field a second time'],
  [/^Unexpected flow-(?:map|seq)-start at node end/, 'has a { or [ in a value without quotes: put the value in quotes, such as "${name}"'],
  [/^Tabs are not allowed as indentation/, 'is indented with a tab: YAML takes spaces only'],
]

/** The parser repeats what it did not expect: with a quotation mark that nothing closes, the rest of the file. */
const LONGEST_WORDS = 200

/** Its own words where nothing plainer is known. */
export function plainWords(message: string): string {
  return WORDS.find(([said]) => said.test(message))?.[1] ?? message.slice(0, LONGEST_WORDS)
}
