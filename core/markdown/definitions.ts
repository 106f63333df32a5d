/** `[name]: address` lines, of each name the first: every part of a text may refer to them. */
export function linkDefinitions(text: string): string {
  const byName = new Map<string, string>()
  for (const line of text.match(/^ {0,3}\[[^\]\n]{1,200}\]:[ \t]+\S.{0,2000}$/gm) ?? []) {
    const name = nameIn(line)
    if (!byName.has(name)) byName.set(name, line)
    if (byName.size === MOST_DEFINITIONS) break
  }
  return [...byName.values()].join('\n')
}

/** What refers to a definition: `[name]`, in small letters. */
const nameIn = (definition: string): string => definition.slice(definition.indexOf('['), definition.indexOf(']:') + 1).toLowerCase()

/** More would be read again with each part for longer than the part itself. */
const MOST_DEFINITIONS = 300

/** So many characters of addresses and footnotes are fifty; each is read again with every part that names it. */
const MOST_DEFINED = 4_000

/** Those of a text's definitions, as `linkDefinitions` has them, that a part refers to: a line each. */
export function definitionsUsedIn(part: string, definitions: string): string[] {
  const text = part.toLowerCase()
  let length = 0
  return definitions.split('\n').filter((line) => line !== '' && text.includes(nameIn(line)) && (length += line.length) <= MOST_DEFINED)
}
