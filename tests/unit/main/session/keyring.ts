import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Desktop {
  environment: NodeJS.ProcessEnv
  /** Ends the keyring daemon, if one runs, and starts another on the same keyring. */
  startKeyring(state: 'unlocked' | 'locked'): Promise<void>
  /** As the desktop's own key manager does it. */
  lockKeyring(): void
  /** Stops the keyring daemon in the middle of whatever it does. */
  freezeKeyring(): void
  stop(): Promise<void>
}

/** A D-Bus session of its own, and a real gnome-keyring on it when asked for. */
export async function startDesktop(): Promise<Desktop> {
  const folder = mkdtempSync(join(tmpdir(), 'keyring-'))
  for (const name of ['run', 'data']) mkdirSync(join(folder, name), { mode: 0o700 })
  const configuration = join(folder, 'bus.conf')
  // Starts no services by itself: a missing one must stay missing.
  writeFileSync(
    configuration,
    `<busconfig><type>session</type><listen>unix:path=${join(folder, 'run', 'bus')}</listen><auth>EXTERNAL</auth>
     <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`,
  )
  const bus = spawn('dbus-daemon', [`--config-file=${configuration}`, '--print-address', '--nofork', '--nopidfile'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [address] = (await once(createInterface({ input: bus.stdout }), 'line')) as [string]
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: folder,
    XDG_RUNTIME_DIR: join(folder, 'run'),
    XDG_DATA_HOME: join(folder, 'data'),
    DBUS_SESSION_BUS_ADDRESS: address,
  }
  // The system's binary carries a file capability that containers often deny; a copy carries none.
  const program = join(folder, 'gnome-keyring-daemon')
  copyFileSync('/usr/bin/gnome-keyring-daemon', program)
  let keyring: ChildProcess | null = null

  const hasOwner = (): boolean => {
    const question = ['--session', '--print-reply=literal', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets']
    return execFileSync('dbus-send', question, { env: environment, encoding: 'utf8' }).includes('true')
  }
  const until = async (wanted: boolean): Promise<void> => {
    const deadline = Date.now() + 20_000
    while (hasOwner() !== wanted) {
      if (Date.now() > deadline) throw new Error(`the keyring is ${wanted ? 'not there' : 'still there'}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const end = async (child: ChildProcess | null): Promise<void> => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  return {
    environment,
    async startKeyring(state) {
      await end(keyring)
      await until(false)
      keyring = spawn(program, ['--foreground', '--components=secrets', ...(state === 'unlocked' ? ['--unlock'] : [])], { env: environment, stdio: ['pipe', 'ignore', 'ignore'] })
      keyring.stdin?.end('keyring password')
      await until(true)
    },
    lockKeyring() {
      const question = ['--session', '--print-reply=literal', '--dest=org.freedesktop.secrets', '/org/freedesktop/secrets', 'org.freedesktop.Secret.Service.Lock']
      execFileSync('dbus-send', [...question, 'array:objpath:/org/freedesktop/secrets/aliases/default'], { env: environment })
    },
    freezeKeyring: () => void keyring?.kill('SIGSTOP'),
    async stop() {
      await end(keyring)
      await end(bus)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
