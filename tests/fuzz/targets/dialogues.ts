import type fc from 'fast-check'
import { followOcLogin } from '../../../main/session/oc-login'
import type { PromptedCommand } from '../../../main/session/prompts'
import { texts } from '../texts'
import { type Target, target } from '../target'

const PASSWORD = 'vault-secret'
const USER = 'admin'
const API = 'https://api.example.com:6443'
const OC = ['oc', 'login', '-u', USER, API]
const PROMPT = 'Password: '

/** What oc, a server whose words oc prints, and what runs beside it write around a question. */
const SAID = [
  PROMPT, 'Pass', 'word: ', 'Password:', ' Password: ', 'password: ', 'Password: x', '[sudo] password for student: ', "student@workstation's password: ", 'Enter passphrase for key: ', 'Username: admin\r\n', 'Username: ',
  '\r\n', '\n', '\r', ' ', '\b', '\x1b[0m', '\x1b[2K\r', '\x1b[1A', '\x1b[5D', '\x1b]0;Password: \x07', '\x1b]0;', '\x07', '\x1b', '\x9b', '\x1bP', '\u202e', '\0', 'admin@bastion:~$ ', 'Login failed (401 Unauthorized)\r\n',
  'Authentication required for https://api.example.com:6443 (openshift)\r\n', 'Use insecure connections? (y/n): ', 'The server uses a certificate signed by an unknown authority.\r\n',
] // prettier-ignore

/** Who may have the keyboard; none but the first three is the oc that was started. */
const FRONTS: readonly (readonly string[] | null)[] = [
  OC, ['/usr/bin/oc', 'login', '-u', USER, API], ['/usr/bin/node', '/opt/oc.cjs', 'login', '-u', USER, API],
  null, [], [''], ['bash'], ['sudo', 'login'], ['cat'], ['ssh', 'student@workstation'], ['oc'], ['oc', 'login'], ['oc', 'login', '-u', 'other', API], ['oc', 'login', '-u', USER, 'https://evil.example.com:6443'],
  ['oc', 'login', '-u', USER, `${API}.evil.example.com`], ['oc', 'logout', USER, API], ['ocx', 'login', '-u', USER, API], ['/oc/evil', 'login', '-u', USER, API], ['sh', '-c', `oc login -u ${USER} ${API}`], ['a', 'b', 'c', 'oc', 'login', USER, API],
] // prettier-ignore
const THE_OC = 3

type Happening = { print: string } | { echo: boolean } | { front: number } | { type: string } | { pause: number } | 'end'

function happenings(fastCheck: typeof fc): fc.Arbitrary<Happening[]> {
  const one = fastCheck.oneof(
    { weight: 6, arbitrary: fastCheck.record({ print: fastCheck.oneof(fastCheck.constantFrom(...SAID), fastCheck.constant(PROMPT), texts(fastCheck, { tokens: SAID, length: 6_000 })) }) },
    { weight: 3, arbitrary: fastCheck.record({ echo: fastCheck.boolean() }) },
    { weight: 3, arbitrary: fastCheck.record({ front: fastCheck.oneof(fastCheck.nat(THE_OC - 1), fastCheck.nat(FRONTS.length - 1)) }) },
    { weight: 2, arbitrary: fastCheck.record({ pause: fastCheck.nat(6) }) },
    { weight: 1, arbitrary: fastCheck.record({ type: fastCheck.constantFrom('typed-by-hand\r', '\x03', '\x04', 'x', '\x7f') }) },
    { weight: 1, arbitrary: fastCheck.constant<Happening>('end') },
  )
  // Most of them begin where it matters: a question on the screen, and somebody who waits for its answer unseen; some ask again.
  const asked = fastCheck.oneof(fastCheck.constant(0), fastCheck.nat(FRONTS.length - 1)).map((front): Happening[] => [{ front }, { echo: false }, { print: '\r\n' }, { print: PROMPT }, { pause: 3 }])
  const question = fastCheck.array(asked, { maxLength: 2 }).map((all) => all.flat())
  return fastCheck.tuple(question, fastCheck.array(one, { maxLength: 25 })).map(([first, rest]) => [...first, ...rest])
}

/** A terminal in which things happen. It answers a question a moment later, with what was so when it was asked. */
function openScene(): { command: PromptedCommand; happen(happening: Happening): Promise<void>; end(): void; answers: string[]; wrongs: string[] } {
  const outputs = new Set<(text: string) => void>()
  const keys = new Set<(data: string) => void>()
  const answers: string[] = []
  const wrongs: string[] = []
  let [printed, isHidden, isOver] = ['', false, false]
  let front = FRONTS.length - 1
  const seen = { isHidden: false, front: -1 }
  let finish: (result: { exit: number | null }) => void = () => {}
  const finished = new Promise<{ exit: number | null }>((resolve) => (finish = resolve))
  const after = <T>(value: T, turns: number): Promise<T> => new Promise((resolve) => (turns === 0 ? resolve(value) : setImmediate(() => void after(value, turns - 1).then(resolve))))
  const subscribe = <T>(set: Set<T>, item: T) => (set.add(item), () => void set.delete(item))
  const command: PromptedCommand = {
    onOutput: (listener) => subscribe(outputs, listener),
    onTyped: (listener) => subscribe(keys, listener),
    echoIsOff: () => ((seen.isHidden = isHidden), after(isHidden, 2)),
    foreground: () => ((seen.front = front), after(FRONTS[front]?.slice() ?? null, 1)),
    answer(secret) {
      answers.push(secret)
      if (seen.front >= THE_OC) wrongs.push('typed at a program that is not the oc')
      if (secret === 'n') return
      if (secret !== PASSWORD) wrongs.push('typed something else')
      if (!seen.isHidden) wrongs.push('typed where it can be read')
      if (isOver) wrongs.push('typed after the end')
      if (!lastLine(printed).includes(PROMPT)) wrongs.push('typed at no prompt')
    },
    finished,
  }
  return {
    command,
    answers,
    wrongs,
    end() {
      isOver = true
      finish({ exit: 1 })
    },
    async happen(happening) {
      if (happening === 'end') this.end()
      else if ('print' in happening) {
        printed = (printed + happening.print).slice(-8_000)
        if (!isOver) for (const listener of outputs) listener(happening.print)
      } else if ('echo' in happening) isHidden = !happening.echo
      else if ('front' in happening) front = happening.front
      else if ('type' in happening) for (const listener of keys) listener(happening.type)
      else await new Promise((resolve) => setTimeout(resolve, happening.pause))
    },
  }
}

/** What stands after the last line end, roughly: its letters, without titles and colours. */
function lastLine(printed: string): string {
  const line = printed.slice(printed.lastIndexOf('\n') + 1)
  return line.replaceAll(/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-?]*[ -/]*[@-~]|[^ -~]/g, '')
}

export const dialogueTargets: readonly Target[] = [
  target('a conversation with oc: to whom the password goes, and how often', {
    runs: 5_000,
    inputs: (fc) => fc.tuple(happenings(fc), fc.boolean()),
    async holds([all, hasPassword]) {
      const scene = openScene()
      const login = followOcLogin(scene.command, { user: USER, apiUrl: API, password: hasPassword ? PASSWORD : null })
      for (const happening of all) await scene.happen(happening)
      scene.end()
      const { typed } = await login
      const passwords = scene.answers.filter((answer) => answer === PASSWORD)
      if (scene.wrongs.length > 0) throw new Error(scene.wrongs.join('; '))
      if (passwords.length > (hasPassword ? 1 : 0)) throw new Error(`typed ${passwords.length} times`)
      if (scene.answers.length - passwords.length > 1) throw new Error('declined more than once')
      if (hasPassword && typed !== null) throw new Error('took what was typed for a password, although it has one')
    },
  }),
  target('a conversation with oc that goes well, however it is cut and coloured', {
    runs: 2_000,
    inputs: (fc) => fc.tuple(fc.array(fc.constantFrom('Authentication required for https://api.example.com:6443 (openshift)\r\n', 'Username: admin\r\n', '\x1b[0m\r\n', 'Console URL: https://console.example.com\n', '\x1b]0;title\x07\r\n'), { maxLength: 8 }), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }), fc.nat(THE_OC - 1)),
    async holds([before, sizes, front]) {
      const scene = openScene()
      const login = followOcLogin(scene.command, { user: USER, apiUrl: API, password: PASSWORD })
      await scene.happen({ front })
      await scene.happen({ echo: false })
      const answered = new Promise<void>((resolve) => {
        const { answer } = scene.command
        scene.command.answer = (secret) => (answer(secret), resolve())
      })
      const text = [...before, PROMPT].join('')
      for (let at = 0, turn = 0; at < text.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1
        await scene.happen({ print: text.slice(at, at + size) })
        at += size
      }
      await answered
      scene.end()
      await login
      if (scene.wrongs.length > 0 || scene.answers.join() !== PASSWORD) throw new Error(`${scene.answers.length} answers; ${scene.wrongs.join('; ')}`)
    },
  }),
]
