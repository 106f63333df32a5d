import { expect, test } from 'vitest'
import { captureOutput, commandLines, withoutSecrets } from '../../../../core/terminal'

function read(...chunks: string[]): string {
  const captured = captureOutput()
  for (const chunk of chunks) captured.add(chunk)
  return captured.text()
}

test.each([
  ['lines', ['one\r\ntwo\r\n'], 'one\ntwo'],
  ['colours, also in two halves', ['\x1b[3', '1mred\x1b[0m'], 'red'],
  ['a progress bar that draws over itself', ['10 %\r100 %\r\n'], '100 %'],
  ['an erased rest of a line', ['a long word\rshort\x1b[K\n'], 'short'],
  ['backspaces', ['teh\b\bhe\n'], 'the'],
  ['titles and links', ['\x1b]0;title\x07a \x1b]8;;https://x\x1b\\link\x1b]8;;\x1b\\'], 'a link'],
  ['a whole-screen program', ['before\r\n\x1b[?1049hEDITOR\x1b[?1049lafter'], 'before\nafter'],
  ['tabs and letters beyond ASCII', ['a\tü – 日本\n'], 'a\tü – 日本'],
  ['control characters', ['a\x00\x0e\x9bb'], 'ab'],
])('%s', (_what, chunks, text) => {
  expect(read(...chunks)).toBe(text)
})

test('a flood keeps its beginning and its end', () => {
  const text = read(...Array.from({ length: 40_000 }, (_, index) => `line ${index}\r\n`))
  expect(text).toMatch(/^line 0\nline 1\n/)
  expect(text).toMatch(/line 39999$/)
  expect(text.length).toBeLessThan(65_000)
})

test.each([
  ['oc login --token=sha256~abcdefghijklmnopqrstuvwxyz0123456789 --server=x', 'oc login --token=sha256~[hidden] --server=x'],
  ['oc login -u admin -p redhatocp https://x', 'oc login -u admin -p [hidden] https://x'],
  ["oc login --password='red hat' -u admin", 'oc login --password=[hidden] -u admin'],
  ['oc get pods -p x', 'oc get pods -p x'],
])('%s', (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown)
})

test.each([
  ['oc get nodes', ['oc get nodes']],
  ['oc new-project a\n\n# look\noc get pods\n', ['oc new-project a', 'oc get pods']],
  ['oc wait hco x \\\n  -n openshift-cnv \\\n  --for=condition=Available', ['oc wait hco x -n openshift-cnv --for=condition=Available']],
  ["oc patch vm x -p '{\n \"a\": 1}'\noc get vm", ["oc patch vm x -p '{ \"a\": 1}'", 'oc get vm']],
  ["echo it\\'s\necho 'a\\'\necho \"'\"", ["echo it\\'s", "echo 'a\\'", "echo \"'\""]],
])('command lines of %j', (text, lines) => {
  expect(commandLines(text)).toEqual(lines)
})
