/** Something that the palette, the menu or a key can start. */
export interface Command {
  /** Dotted, such as `terminal.new`; main's application menu names commands by it too. */
  id: string
  title: string
  /** Heading in the palette, such as `Terminal`. */
  group: string
  /** As printed on the keys, parts joined by spaces: `Ctrl Shift P`. */
  keys?: string
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
