import xterm from '@xterm/headless'
import { asksForPasswordOf, createPromptReader } from '../../../core/console/prompt'
import { captureOutput, commandLines, createAnswerGate, createMarkReader, createScrollBack, readSealedMark, resetAfter, withoutSecrets } from '../../../core/terminal'
import { boundTerminal } from '../../../renderer/ui/bound-terminal'
import { inPieces, texts } from '../texts'
import { type Target, target } from '../target'

const NONCE = 'f00dfacef00dfacef00dface'
/** A command's output as it is kept: the first 48,000 characters and the last 16,000, with a line between. */
const CAPTURED = 64_200

/** What a hostile file, guest or server prints: everything that asks a terminal to do or to say something. */
const SEQUENCES = [
  '\x1b', '\x07', '\x1b\\', '\x9c', '\x9b', '\x90', '\x9d', '\r', '\n', '\b', '\t', '\x0e', '\x0f', '\x18', '\x1a', 'x', ' ', 'é', '\u{1f600}', ';', '0', '65535', '4294967296', '?', '>', '$', '"',
  // Titles, and to be told them; the clipboard, to be read and written; links; colours, to be set and told; the working directory.
  '\x1b]0;title\x07', '\x1b]2;rm -rf ~\r\x07', '\x1b[21t', '\x1b[20t', '\x1b[22t', '\x1b[18t', '\x1b[14t', '\x1b]52;c;b3duZWQ=\x07', '\x1b]52;c;?\x07', '\x1b]8;;https://example.com\x07', '\x1b]8;;file:///etc/passwd\x1b\\',
  '\x1b]4;0;?\x07', '\x1b]4;1;rgb:ff/00/00\x07', '\x1b]10;?\x07', '\x1b]11;?\x1b\\', '\x1b]12;?\x07', '\x1b]104\x07', '\x1b]7;file://host/\x07', '\x1b]1337;File=name=eA==:AAAA\x07', '\x1b]9;4;1;50\x07', '\x1b]777;notify;a;b\x07',
  // Who are you, where is the cursor, which mode is on, what is set.
  '\x1b[c', '\x1b[>c', '\x1b[=c', '\x1bZ', '\x1b[5n', '\x1b[6n', '\x1b[?6n', '\x1b[?15n', '\x1b[?25$p', '\x1b[4$p', '\x1b[>q', '\x1b[x', '\x05', '\x1bP$qm\x1b\\', '\x1bP$q"p\x1b\\', '\x1bP$q q\x1b\\', '\x1bP$qrm -rf ~\r\x1b\\', '\x1bP+q544e\x1b\\',
  '\x1bP', '\x1b]', '\x1b[', '\x1bX', '\x1b^', '\x1b_', '\x1b[?1049h', '\x1b[?1049l', '\x1b[?1004h', '\x1b[?1003h', '\x1b[?2004h', '\x1b[?2026h', '\x1b[2K', '\x1b[K', '\x1b[2J', '\x1b[999999999C', '\x1b[1;1r', '\x1b[999999999b', '\x1b[999999999L', '\x1b[999999999M', '\x1b[999999999S', '\x1b[999999999T', '\x1b[999999999I', '\x1b[999999999Z', '\x1b[999999999P', '\x1b[999999999X', '\x1b[9999@', '\x1b[9999L', '\x1b#8', '\x1b[!p', '\x1bc',
  // Marks of the shell integration, with wrong nonces.
  '\x1b]633;A;\x07', '\x1b]633;A;f00d\x07', '\x1b]633;D;f00dfacef00dfacef00dfacf;0\x07', '\x1b]633;E;', '\x1b]633;', '\x1b]133;A\x07',
  // What is masked, and what asks for a password.
  'oc login -p ', 'oc login ', ' --password=', "'", 'sha256~', 'eyJhbGciOiJI', '.', 'login: ', 'Password: ', 'student', '$ ', '# ',
] // prettier-ignore

const onList = createAnswerGate(() => 0)

export const terminalTargets: readonly Target[] = [
  target('a shell’s output: marks that do not know the nonce', {
    runs: 20_000,
    inputs: (fc) => fc.tuple(texts(fc, { tokens: SEQUENCES }), fc.array(fc.integer({ min: 1, max: 4_000 }), { minLength: 1, maxLength: 5 })),
    holds([text, sizes]) {
      const reader = createMarkReader(NONCE)
      const pieces = [...inPieces(text, sizes).flatMap((piece) => reader.read(piece)), { text: reader.rest() }]
      const passed = pieces.map((piece) => {
        if ('mark' in piece) throw new Error('a mark that nobody vouches for')
        return piece.text
      })
      if (passed.join('') !== text) throw new Error('output was lost or changed')
      if (readSealedMark(text, NONCE) !== null) throw new Error('a seal that nobody made')
    },
  }),
  target('a command’s output, captured for notes and checks', {
    runs: 10_000,
    inputs: (fc) => texts(fc, { tokens: SEQUENCES, length: 80_000 }),
    holds(text) {
      const captured = captureOutput()
      for (const piece of inPieces(text, [4_096])) captured.add(piece)
      const plain = captured.text()
      if (plain.length > CAPTURED * 2) throw new Error(`${plain.length} characters of ${text.length}`)
       
      if (/[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(plain)) throw new Error('a control character is left')
      withoutSecrets(plain)
      withoutSecrets(text)
      commandLines(text)
    },
  }),
  target('scroll-back', {
    runs: 5_000,
    inputs: (fc) => texts(fc, { tokens: SEQUENCES }),
    holds(text) {
      const kept = createScrollBack(4_000, 512)
      for (const piece of inPieces(text, [7, 300])) kept.append(piece)
      if (kept.size > 4_000 + 512) throw new Error(`keeps ${kept.size}`)
      resetAfter(kept.text())
    },
  }),
  target('a serial line that asks for a password', {
    runs: 10_000,
    inputs: (fc) => texts(fc, { tokens: SEQUENCES }),
    holds(text) {
      const reader = createPromptReader()
      for (const piece of inPieces(text, [1_000])) {
        reader.read(piece)
        reader.prompt()
      }
      asksForPasswordOf('student', reader.since())
    },
  }),
  target('what the terminal answers to the shell by itself', {
    runs: 10_000,
    inputs: (fc) => texts(fc, { tokens: SEQUENCES, length: 4_000 }),
    async holds(text) {
      const terminal = new xterm.Terminal({ allowProposedApi: true, cols: 80, rows: 24, scrollback: 100, windowOptions: { getWinSizeChars: true }, logLevel: 'off' })
      boundTerminal(terminal)
      const answers: string[] = []
      const gate = createAnswerGate(() => 0)
      terminal.onData((data) => gate.lets(data) && answers.push(data))
      terminal.onBinary((data) => gate.lets(data) && answers.push(data))
      await new Promise<void>((resolve) => terminal.write(text, resolve))
      terminal.dispose()
      if (answers.length > 200) throw new Error(`${answers.length} answers at once`)
      for (const answer of answers) if (!isNumbersOnly(answer)) throw new Error(`the shell was told ${JSON.stringify(answer)}`)
    },
  }),
  target('an answer that somebody else has worded', {
    runs: 20_000,
    inputs: (fc) => fc.tuple(fc.constantFrom('\x1bP', '\x1b]', '\x1bX', '\x1b^', '\x1b_', '\x1bP1$r', '\x1b]l', '\x1b]L', '\x1b]52;c;'), texts(fc, { tokens: SEQUENCES, length: 200 }), fc.constantFrom('\x1b\\', '\x07', '', '\r')),
    holds([opening, text, end]) {
      const answer = opening + text + end
      if (answer.length > 2 && onList.lets(answer) && !isNumbersOnly(answer)) throw new Error('it would reach the shell')
    },
  }),
]

/** No letters of anybody’s choice, and nothing that ends a line. */
function isNumbersOnly(answer: string): boolean {
   
  return answer.length <= 64 && /^\x1b(?:\[[?>]?[\d;]*\$?[cnRytIO]|P[01]\$r[\d;]*[ "]?[mrpq]?\x1b\\|\](?:4;\d+|1[0-2]);rgb:[\da-f/]+\x1b\\)$/i.test(answer)
}
