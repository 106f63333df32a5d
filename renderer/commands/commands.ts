/** Something that the palette, the menu or a key can start. */
export interface Command {
  /** Dotted, such as `terminal.new`; main's application menu names commands by it too. */
  id: string
  title: string
  /** Heading in the palette, such as `Terminal`. */
  group: string
  /** As printed on the keys, parts joined by spaces: `Ctrl Shift P`. */
  keys?: string
  /** True for what is too many to list: found by its name, not shown before. */
  onlyWhenSearched?: boolean
  /** False leaves the command out for now. */
  available?(): boolean
  run(): void
}

/** Commands whose number follows the state, such as one login for each user. */
type CommandSource = () => Command[]

const sources = new Set<CommandSource>()

/** Adds a slice's commands; asked anew whenever the palette opens. Returns the way to take them back. */
export function provideCommands(source: CommandSource): () => void {
  sources.add(source)
  return () => void sources.delete(source)
}

export function listCommands(): Command[] {
  return Array.from(sources, (source) => source())
    .flat()
    .filter((command) => command.available?.() ?? true)
}

/** Runs a command by name; false when it does not exist now. */
export function runCommand(id: string): boolean {
  const command = listCommands().find((candidate) => candidate.id === id)
  command?.run()
  return command !== undefined
}

// More lines nobody reads, and each costs time at every key: another letter finds better.
const FOUND_LIMIT = 100

/** The commands that a query finds, best first: word starts before the middle of words, in the order in which they were given. */
export function searchCommands(commands: Command[], query: string): Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const scored = commands.flatMap((command) => {
    if (words.length === 0 && command.onlyWhenSearched === true) return []
    const text = `${command.group} ${command.title}`.toLowerCase()
    if (!words.every((word) => text.includes(word))) return []
    const starts = words.filter((word) => text.startsWith(word) || text.includes(` ${word}`)).length
    return [{ command, starts }]
  })
  return scored
    .sort((a, b) => b.starts - a.starts)
    .slice(0, FOUND_LIMIT)
    .map(({ command }) => command)
}
