import { AppFailure, type FeatureHandlers, type MachineRef, type PortDown } from '../../core/contract'
import type { Observation, ObservationListener, ObjectQuery } from '../cluster'
import type { Log } from '../log'
import type { StreamingConnection, Vault } from '../session'
import { ended } from './answers'
import { createClosings } from './closings'
import { listenTo } from './listener'
import type { CloudLogin } from './logins'
import { openPort, type Port } from './port'
import { createScreenKeys, type ScreenKeys } from './screen-keys'
import { createSerialLine, type KnownShell, type SerialLine } from './serial-line'
import { createTranscript, type Transcript } from './transcript'
import type { ConsoleWindows } from './windows'

export interface Consoles {
  handlers: FeatureHandlers<'console'>
  /** Goes on with another connection. Consoles that are open stay: the server knows them by the token that opened them. */
  connect(connection: StreamingConnection | null): void
  dispose(): Promise<void>
}

interface ConsolesOptions {
  dataDir: string
  log: Log
  vault: Pick<Vault, 'read'>
  classroom: () => { id: string; guests: readonly { name: string }[] } | null
  observe: (query: ObjectQuery, listener: ObservationListener) => Observation
  onUnauthorized: (user: string) => void
  /** The end of what a serial console has said since it was opened, as text, when it has fallen silent for a moment. */
  onHeard: (machine: MachineRef, text: string) => void
  windows: ConsoleWindows
  /** The desktop's clipboard and its dialog for saving. */
  desktop: {
    copyPicture(png: Uint8Array): Promise<void>
    readText(): Promise<string>
    saveFile(name: string, bytes: Uint8Array): Promise<string | null>
  }
}

/** A pasted text longer than this is a file, and wants another way into the guest. */
const LONGEST_PASTE = 200_000

interface OpenConsole {
  port: Port
  serial: SerialLine | null
  keys: ScreenKeys | null
}

export function createConsoles(options: ConsolesOptions): Consoles {
  const { log, vault, observe, windows, desktop } = options
  let connection: StreamingConnection | null = null
  let login = 0
  const consoles = new Map<string, OpenConsole>()
  const followers = new Set<{ refresh(): void }>()
  const transcripts = new Map<string, Transcript>()
  /** By machine: the passwords of its own user data, which never leave this map but for the guest. */
  const cloudLogins = new Map<string, readonly CloudLogin[]>()
  const shells = new Map<string, KnownShell>()
  const closings = createClosings()

  const keyOf = ({ namespace, name }: MachineRef): string => `${connection?.classroom ?? options.classroom()?.id ?? ''}|${namespace}/${name}`

  const transcriptOf = (machine: MachineRef): Transcript => {
    const key = keyOf(machine)
    const known = transcripts.get(key)
    if (known) return known
    const made = createTranscript({ dataDir: options.dataDir, classroom: options.classroom()?.id ?? 'none', machine, log })
    transcripts.set(key, made)
    return made
  }

  const knownShellOf = (machine: MachineRef): KnownShell => {
    const shell = shells.get(keyOf(machine)) ?? { prompt: null }
    shells.set(keyOf(machine), shell)
    return shell
  }

  const consoleOf = (id: string): OpenConsole => {
    const found = consoles.get(id)
    if (found === undefined) throw ended('broken')
    return found
  }

  const passwordOf = async (machine: MachineRef, user: string): Promise<string | null> => {
    const own = cloudLogins.get(keyOf(machine))?.find((each) => each.user === user)
    if (own) return own.password
    const classroom = options.classroom()
    return classroom === null ? null : vault.read(classroom.id, `guest:${user}`)
  }

  const handlers: FeatureHandlers<'console'> = {
    calls: {
      async logInBySerial({ connection: id, user, size }) {
        const { serial, port } = consoleOf(id)
        const password = await passwordOf(port.machine, user)
        if (serial === null || password === null) return 'noPassword'
        return serial.logIn(user, password, size)
      },
      setSerialSize({ connection: id, size, isAsked }) {
        consoleOf(id).serial?.setSize(size, isAsked)
      },
      async typeUser({ connection: id, user, layout }) {
        await consoleOf(id).keys?.typeUser(user, layout)
      },
      async answerPasswordPrompt({ connection: id, user, layout }) {
        const { keys, port } = consoleOf(id)
        const password = await passwordOf(port.machine, user)
        if (keys === null || password === null) return 'noPassword'
        return keys.answer(user, password, layout)
      },
      searchTranscript: ({ machine, text }) => transcriptOf(machine).search(text),
      readTranscript: ({ machine }) => transcriptOf(machine).readText(),
      copyPicture: ({ png }) => desktop.copyPicture(png),
      async saveFile({ name, bytes }) {
        try {
          const path = await desktop.saveFile(name, bytes)
          return path === null ? null : { path }
        } catch (error) {
          throw new AppFailure({ kind: 'local.file', path: name, reason: error instanceof Error ? error.message : String(error) }, { cause: error })
        }
      },
      tearOff: ({ machine }) => windows.open(machine),
      bringBack: ({ machine }) => windows.close(machine),
      tornOff: () => windows.list(),
      clipboard: async () => ({ text: (await desktop.readText()).slice(0, LONGEST_PASTE) }),
    },
    streams: {
      async follow({ machine }, down) {
        const { followMachine } = await import('./follow')
        const follower = followMachine({
          machine,
          down,
          observe,
          connection: () => connection,
          login: () => login,
          guests: () => options.classroom()?.guests ?? [],
          onCloudLogins(logins) {
            for (const { password } of logins) log.hide(password)
            cloudLogins.set(keyOf(machine), logins)
          },
          onInterrupted: () => closings.note('watch'),
        })
        followers.add(follower)
        return {
          receive() {},
          dispose() {
            followers.delete(follower)
            follower.dispose()
          },
        }
      },
      async attach({ machine, port: which, asks }, down) {
        if (connection === null) throw new AppFailure({ kind: 'cluster.signedOut' })
        const way = connection
        const transcript = which === 'serial' ? transcriptOf(machine) : null
        // Two windows of ours would take the seat from each other.
        for (const { port } of consoles.values()) {
          if (port.port === which && port.machine.namespace === machine.namespace && port.machine.name === machine.name) port.give(ended('elsewhere'))
        }
        if (transcript !== null) sendBefore(down, await transcript.readEnd())
        const listener = which === 'serial' ? listenTo((text) => options.onHeard(machine, text)) : null
        let serial: SerialLine | null = null
        const opened = await openPort({
          connection: way,
          machine,
          port: which,
          asks,
          down,
          closings,
          onUnauthorized: options.onUnauthorized,
          onBytes(bytes) {
            transcript?.append(bytes)
            serial?.hear(bytes)
            listener?.hear(bytes)
          },
          onClosed: (id) => void consoles.delete(id),
        })
        serial = which === 'serial' ? createSerialLine(opened, knownShellOf(machine), (size) => down.send({ type: 'sizeTold', size }, 0)) : null
        const keys = which === 'screen' ? createScreenKeys(opened) : null
        consoles.set(opened.id, { port: opened, serial, keys })
        return {
          receive(bytes) {
            if (keys !== null) return keys.pass(bytes)
            serial?.noteTyping()
            opened.write(bytes)
          },
          dispose() {
            consoles.delete(opened.id)
            listener?.dispose()
            serial?.dispose()
            opened.close()
          },
        }
      },
    },
  }

  return {
    handlers,
    connect(next) {
      connection = next
      if (next !== null) login += 1
      for (const follower of followers) follower.refresh()
    },
    async dispose() {
      for (const { port } of consoles.values()) port.close()
      await Promise.all([...transcripts.values()].map((transcript) => transcript.flush()))
    },
  }
}

function sendBefore(down: { send(item: PortDown, cost: number): void }, bytes: Uint8Array): void {
  if (bytes.length > 0) down.send({ type: 'before', bytes: new Uint8Array(bytes) }, bytes.length)
}
