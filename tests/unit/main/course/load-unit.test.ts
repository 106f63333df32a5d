import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadUnit } from '../../../../main/course/load-unit'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lc-unit-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

const head = 'kind: Unit\nversion: 1\nid: one\ntitle: One\nsummary: About\nvariables: {vm: rhel9}\n'
const stepLines = 'sections:\n  - id: A\n    title: First\n    steps:\n      - id: A1\n        title: Begin\n        minutes: 2\n'

async function load(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  const { unit, problems } = await loadUnit(folder)
  return { unit, refusals: problems.filter(({ refuses }) => refuses), problems: problems.map(({ file, line, message }) => `${file}:${line} ${message}`) }
}

const withStep = (lines: string) => ({ 'unit.yaml': `${head}${stepLines}${lines}` })
const withText = (text: string) => ({ ...withStep('        text: steps/a1.md\n'), 'steps/a1.md': text })

test('the unit that ships has no problems', async () => {
  const { unit, problems } = await loadUnit('resources/units/openshift-virtualization')
  expect(problems).toEqual([])
  expect(unit?.source.sections.length).toBeGreaterThan(5)
})

test('reads a unit with its texts, manifests and glossary', async () => {
  const { unit, problems } = await load({
    'unit.yaml': `${head}glossary: glossary.md\n${stepLines}        text: steps/a1.md\n        commands: [{apply: manifests/vm.yaml}]\n`,
    'glossary.md': '# Words\n\n## Guest agent\nA service.\n',
    'steps/a1.md': 'Why: the [agent](glossary:guest-agent). See [A1](step:A1), [docs](https://example.com).\n\n## More\nRead.',
    'manifests/vm.yaml': 'kind: VirtualMachine\nmetadata: {name: "${vm}"}\n',
  })
  expect(problems).toEqual([])
  expect(unit?.glossary).toEqual([{ id: 'guest-agent', term: 'Guest agent', text: 'A service.' }])
  expect(unit?.manifests.get('manifests/vm.yaml')).toContain('VirtualMachine')
})

test.each([
  ['a syntax error', 'kind: Unit\n  version: [', 'unit.yaml:'],
  ['an alias, a few of which are a bomb', 'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n', 'unit.yaml:2 an alias (*) is not allowed in a unit'],
  ['brackets without end', '['.repeat(100_000), 'unit.yaml:1 '],
  ['a megabyte', `# ${'x'.repeat(1_100_000)}\n`, 'unit.yaml:1 is larger than 256 kB'],
  ['a field with a typing mistake', `${head}${stepLines}        cheks: []\n`, 'unit.yaml:14 is not a field of a unit. Did you mean "checks"?'],
  ['a field that is missing', `${head}sections:\n  - id: A\n    title: First\n    steps:\n      - id: A1\n        title: Begin\n`, 'unit.yaml:11 is missing'],
])('refuses %s, with its place', async (_what, text, problem) => {
  const { unit, problems } = await load({ 'unit.yaml': text })
  expect(unit).toBeNull()
  expect(problems.join('\n')).toContain(problem)
})

test.each([
  ['a field that is misspelt is not missing as well', `${stepLines.replace('minutes', 'minuts')}`, ['unit.yaml:13 is not a field of a unit. Did you mean "minutes"?']],
  ['a check whose condition is misspelt is no empty check as well', `${stepLines}        checks: [{say: x, quizz: q}]\n`, ['unit.yaml:14 is not a field of a unit. Did you mean "quiz"?']],
  ['a field that stands too far out', `${stepLines}        checks:\n          - say: x\n           quiz: q\n`, ['unit.yaml:16 is indented otherwise than its neighbours: the fields of one group, and the dashes of one list, stand in one column']],
  ['a variable without quotes', `${stepLines}        checks: [{say: x, resource: {kind: Node, name: ${'${n}'}}}]\n        hints: [a]\n`, ['unit.yaml:14 has a { or [ in a value without quotes: put the value in quotes, such as "${name}"']],
  ['tabs', `${stepLines}\t\ttext: a.md\n        hints: [a]\n`, ['unit.yaml:14 is indented with a tab: YAML takes spaces only']],
  ['a word where a list is to be', `${stepLines}        hints: Look at the last word of the command.\n`, ['unit.yaml:14 must be a list']],
  ['a version with its group', `${stepLines}        checks: [{say: x, resource: {group: kubevirt.io/v1, kind: VirtualMachine, name: n}}]\n`, ['unit.yaml:14 is the part before the `/` of an apiVersion; left out for v1']],
  ['an answer in words', `${stepLines}        quiz: [{id: q, question: a, options: [b, c], answer: c, because: d}]\n`, ['unit.yaml:14 must be the number of the right option, from 1, or a list of such numbers']],
  ['a colon in a value', `${stepLines}        text: steps: a\n`, ['unit.yaml:14 has a second `: ` on one line: put the value in quotes']],
])('one slip is told once, in plain words: %s', async (_what, text, said) => {
  expect((await load({ 'unit.yaml': `${head}${text}` })).problems).toEqual(said)
})

test('problems are told from the top down', async () => {
  const { problems } = await load(withStep("        checks: [{say: x, command: {pattern: 'oc ${a}'}}]\n        commands: [{run: 'oc ${b}'}]\n        hints: ['[x](glossary:none)']\n"))
  expect(problems.map((problem) => Number(/:(\d+) /.exec(problem)?.[1]))).toEqual([14, 15, 16])
})

test.each([
  ['a pattern that is none', "checks: [{say: x, command: {pattern: '(a'}}]", 'RE2'],
  ['a pattern that only a backtracking engine knows', "checks: [{say: x, command: {pattern: '(?=a)b'}}]", 'RE2'],
  ['a pattern that is too large', "checks: [{say: x, command: {pattern: '((a{0,100}){0,100}){0,100}'}}]", 'unit.yaml:14'],
  ['a pattern that matches everything', "checks: [{say: x, command: {pattern: '.*'}}]", 'matches everything'],
  ['an output that matches everything', "checks: [{say: x, command: {pattern: '^oc', output: '(?s).*'}}]", 'matches everything'],
  ['a value that matches everything, deep inside', "checks: [{say: x, all: [{resource: {kind: Node, name: n}, path: .a, matches: '^'}]}]", 'matches everything'],
  ['a pattern that a variable makes match everything', "variables: {p: '.*'}\n        checks: [{say: x, command: {pattern: '${p}'}}]", 'matches everything', 15],
  ['a pattern that a variable breaks', "variables: {p: '('}\n        checks: [{say: x, command: {pattern: 'oc ${p}'}}]", 'RE2', 15],
  ['a console that may say anything', "checks: [{say: x, console: {namespace: a, name: b, output: '.*'}}]", 'matches everything'],
  ['a number of objects that is always there', 'checks: [{say: x, resource: {kind: Node}, count: {atLeast: 0}}]', 'is true for any number'],
  ['a script in a hint', 'hints: ["[x](javascript:alert(1))"]', 'javascript'],
  ['a remote picture in a question', 'quiz: [{id: q, question: "![x](https://example.com/x.png)", options: [a, b], answer: 1, because: c}]', 'is a picture from'],
  ['a check of anything', 'checks: [{say: x, resource: {kind: Node}}]', 'is true for any object'],
  ['a file that leads out', 'text: ../../../etc/passwd', 'must be the name of a file'],
  ['a file that is not there', 'text: steps/none.md', 'steps/none.md: there is no such file'],
])('refuses %s, with its place', async (_what, lines, problem, at = 14) => {
  const { unit, problems } = await load(withStep(`        ${lines}\n`))
  expect(unit).toBeNull()
  expect(problems.join('\n')).toContain(problem)
  expect(problems.join('\n')).toContain(`unit.yaml:${at}`)
})

test.each([
  ['marks that a parser tries against each other', '*_'.repeat(32_000), 'steps/a1.md:1 has too many marks'],
  ['quotes within quotes', `Why.\n\n${'>'.repeat(64_000)} x`, 'steps/a1.md:3 has too many marks'],
  ['lists within lists', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(2 * depth)}- x`).join('\n'), 'steps/a1.md:101 has too many marks'],
  ['pictures that never end', '!['.repeat(60_000), 'steps/a1.md:1 has too many marks'],
  ['paragraphs of marks without end', Array.from({ length: 60 }, () => '*_'.repeat(340)).join('\n\n'), 'too large'],
])('refuses %s before they cost time', async (_what, text, problem) => {
  const { unit, problems } = await load(withText(text))
  expect(unit).toBeNull()
  expect(problems).toEqual([expect.stringContaining(problem)])
})

test('a pattern that would exhaust a backtracking engine is quick', async () => {
  const { unit } = await load(withStep("        checks: [{say: x, command: {pattern: '^(a+)+$'}}]\n"))
  expect(unit).not.toBeNull()
  const { compilePattern } = await import('../../../../main/course/pattern')
  expect(compilePattern('^(a+)+$').found(`${'a'.repeat(60_000)}b`)).toBe(false)
})

test('a pattern of a thousand instructions is looked for in what was said last', async () => {
  const { compilePattern } = await import('../../../../main/course/pattern')
  const { found } = compilePattern('^x(?:a?){1000}b')
  const long = 'yxb\n'.repeat(20_000)
  expect([found('xab'), found(`${long}xab\n`), found(`xab\n${long}`), found(long)]).toEqual([true, true, false, false])
  expect(compilePattern('^xab').found(`xab\n${long}`)).toBe(true)
})

test('refuses a symbolic link that leads out of the folder', async () => {
  await mkdir(join(folder, 'steps'))
  await symlink('/etc/passwd', join(folder, 'steps/a1.md'))
  const { unit, problems } = await load(withStep('        text: steps/a1.md\n'))
  expect(unit).toBeNull()
  expect(problems).toEqual(['unit.yaml:14 steps/a1.md: leads out of the unit’s folder'])
})

test.each([
  ['a script in a link', '[x](javascript:alert(1))', 'javascript'],
  ['the same in disguise', '[x](java&#115;cript:alert(1))', 'javascript'],
  ['a file of the computer', '[x](file:///etc/passwd)', 'file:'],
  ['a link without TLS', '[x](http://example.com)', 'http:'],
  ['a link by its definition', '[x][y]\n\n[y]: vbscript:x', 'vbscript'],
  ['a remote picture', '![x](https://example.com/x.png)', 'is a picture from'],
  ['a picture as data', '![x](data:image/svg+xml;base64,AAAA)', 'is a picture from'],
  ['a picture that leads out', '![x](../../x.png)', 'is a picture from'],
  ['a picture that is not there', '![x](pictures/x.png)', 'the folder does not have'],
  ['a picture without words', '![](picture:layers)', 'without words'],
])('refuses a text with %s', async (_what, text, problem) => {
  const { unit, problems } = await load(withText(`Why.\n\n${text}\n`))
  expect(unit).toBeNull()
  expect(problems[0]).toMatch(/^steps\/a1\.md:\d+ /)
  expect(problems.join('\n')).toContain(problem)
})

test('HTML is let in as text, and said to be', async () => {
  const { unit, problems } = await load(withText('Why.\n\n<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n'))
  expect(unit).not.toBeNull()
  expect(problems).toEqual(['steps/a1.md:3 is HTML, which is shown as text; write Markdown', 'steps/a1.md:5 is HTML, which is shown as text; write Markdown'])
})

test('names variables that nothing gives, and words and steps that are not there', async () => {
  const { problems, unit } = await load({ ...withStep("        text: steps/a1.md\n        commands: [{run: 'oc get vm ${vmm} ${vm} $${HOME} ${apiUrl}'}]\n"), 'steps/a1.md': '[x](glossary:none) [y](step:Z9)' })
  expect(unit).not.toBeNull()
  expect(problems).toEqual([
    'unit.yaml:15 uses ${vmm}, which neither unit, step nor classroom gives; for a variable of the shell write $${vmm}',
    'steps/a1.md:1 links to a word that the glossary does not have: none',
    'steps/a1.md:1 links to a step that the unit does not have: Z9',
  ])
})

test('of thousands of mistakes the first hundred are told, and one that refuses the unit is not forgotten', async () => {
  const looks = '<b>\n\n'.repeat(500)
  const many = await load({ ...withText(looks), 'conclusion.md': '![](picture:a)\n', 'unit.yaml': `${head}conclusion: conclusion.md\n${stepLines}        text: steps/a1.md\n` })
  expect(many.problems).toHaveLength(101)
  expect(many).toMatchObject({ unit: null, refusals: [{ file: 'conclusion.md' }] })

  const last = await load({ ...withText(`${looks}![](picture:a)\n`), 'unit.yaml': `${head}${stepLines}        text: steps/a1.md\n` })
  expect(last).toMatchObject({ unit: null, refusals: [{ line: 201, message: 'is wrong, too, like 400 more: they are told when these are mended' }] })
  expect((await load(withText(looks))).unit).not.toBeNull()
})

test('fields that nobody knows are told by the hundred', async () => {
  const { problems } = await load({ 'unit.yaml': `${head}${Array.from({ length: 3_000 }, (_, index) => `k${index}: 1\n`).join('')}${stepLines}` })
  expect(problems).toHaveLength(101)
  expect(problems.at(-1)).toMatch(/^unit\.yaml:\d+ is wrong, too, like 2,\d+ more/)
})

test('a manifest’s names are looked for once, however many steps apply it', async () => {
  const applied = await load({ ...withStep('        variables: {known: a}\n        commands: [{apply: m.yaml}, {apply: m.yaml}]\n        solution: [{run: "echo ${known} ${other}"}]\n'), 'm.yaml': 'a: ${vm} ${known} ${unknown} $${shell}\n' })
  expect(applied.problems).toEqual(['unknown', 'unknown', 'other'].map((name) => expect.stringContaining(`uses \${${name}}, which`) as string))
})
