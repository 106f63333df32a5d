import { z } from 'zod'
import { parsePath } from './path'

/**
 * A unit as a trainer writes it: `unit.yaml` and the Markdown files beside it. docs/UNITS.md explains it on one page; the JSON Schema for editors
 * (resources/units/unit.schema.json) is made from this file, descriptions included. Unknown fields are refused: a typing mistake must not pass silently.
 */

// Sizes of a unit that one person can do; a file beyond them is broken or an attack.
const MAX_SECTIONS = 40
const MAX_STEPS = 100
const MAX_CHECKS = 40
const MAX_COMMANDS = 40
const MAX_NESTING = 5

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, 'must be letters, digits and dashes, at most 64')
const line = z
  .string()
  .min(1)
  .max(300)
  .regex(/^[^\p{Cc}]*$/u, 'must be one line')
const prose = z.string().min(1).max(8_000).describe('Markdown')
const pattern = z.string().min(1).max(1_000).describe('A regular expression as RE2 knows it (no look-around, no back-references)')
/** A file of the unit's folder: relative, downwards only. */
const file = z
  .string()
  .max(256)
  .regex(/^(?!.*(?:^|\/)\.)[A-Za-z0-9_][A-Za-z0-9_./-]*$/, 'must be the name of a file in the unit’s folder, such as steps/login.md')

const variables = z
  .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_.]{0,63}$/, 'must begin with a letter'), z.union([z.string().max(1_000), z.number()]).transform(String))
  .refine((given) => Object.keys(given).length <= 100, 'has more than 100 variables')

const scalar = z.union([z.string().max(4_000), z.number(), z.boolean()])
const amount = z.union([z.number(), z.string().max(64)]).describe('A number, a quantity such as 30Gi, or a ${variable} that is one')

const path = z
  .string()
  .max(500)
  .superRefine((text, context) => {
    const parsed = parsePath(text)
    if (!parsed.ok) context.addIssue({ code: 'custom', message: parsed.message })
  })
  .describe('Where to look: .status.phase, .spec.containers[0].name, .status.conditions[?(@.type=="Ready")].status')

/** Which objects of the cluster are meant. */
const resourceSchema = z.strictObject({
  group: z
    .string()
    .max(253)
    .regex(/^[^/]*$/, 'is the part before the `/` of an apiVersion; left out for v1')
    .default('')
    .describe('API group, such as kubevirt.io; leave it out for the core group (pods, nodes, services)'),
  version: z.string().max(32).optional().describe('Leave it out to take what the server prefers'),
  kind: z.string().regex(/^[A-Z][A-Za-z0-9]{0,62}$/, 'must be a kind such as VirtualMachine'),
  namespace: z.string().max(253).optional().describe('Leave it out for kinds that have none, or to look everywhere'),
  name: z.string().max(253).optional(),
  namePrefix: z.string().max(253).optional().describe('For names that end in a version or a random part'),
  selector: z.string().max(1_000).optional().describe('Labels as for `oc get -l`: app=web,tier!=cache,key'),
})

/** What of the cluster the student has brought to the screen. */
const openedSchema = z
  .strictObject({ group: resourceSchema.shape.group, kind: resourceSchema.shape.kind, namespace: z.string().max(253).optional(), name: z.string().max(253).optional(), namePrefix: z.string().max(253).optional() })
  .describe('An object whose page was opened in the window; without a name also a list of the kind, or its branch of the tree')

/** A resource and a path: the value is compared with what stands there. */
const fieldSchema = z.strictObject({ resource: resourceSchema, path })

const count = z.strictObject({ equals: amount.optional(), atLeast: amount.optional(), atMost: amount.optional() })

const duration = z
  .union([z.number().min(1).max(86_400), z.string().regex(/^\d{1,4}(s|m|h)$/, 'must be seconds, or a time such as 90s, 15m, 1h')])
  .describe('Until this time is over, “not met” reads “not yet”: something is under way')

/** What `all`, `any` and `not` are made of; also a check by itself. */
const conditionFields = {
  resource: resourceSchema.optional().describe('An object of the cluster; alone: it exists'),
  absent: z.literal(true).optional().describe('The resource must not exist'),
  count: count.optional().describe('How many objects there must be (that fulfil the comparison, where there is one)'),
  every: z.literal(true).optional().describe('Every object, and every value, must fulfil the comparison; otherwise one is enough'),
  path: path.optional(),
  equals: scalar.optional(),
  not: scalar.optional(),
  matches: pattern.optional(),
  in: z.array(scalar).min(1).max(100).optional(),
  atLeast: amount.optional(),
  atMost: amount.optional(),
  exists: z.boolean().optional().describe('The path leads somewhere (true), or nowhere (false)'),
  sameAs: fieldSchema.optional().describe('The value stands in another object as well'),
  because: path.optional().describe('Where the object itself tells the reason; shown when the check is not met'),
  command: z
    .strictObject({
      pattern: pattern.describe('Must be found in the command line'),
      as: z.string().max(128).optional().describe('Only commands of this identity’s tabs'),
      exit: z.union([z.number().int().min(0).max(255), z.literal('failure'), z.literal('any')]).default(0),
      output: pattern.optional().describe('Must be found in what the command printed'),
    })
    .optional()
    .describe('A command that was run in a terminal of the window'),
  loggedInAs: z.string().max(256).optional().describe('The name of the identity that is in use'),
  opened: openedSchema.optional(),
  console: z
    .strictObject({
      namespace: z.string().max(253),
      name: z.string().max(253),
      output: pattern.describe('Must be found in what the console said'),
    })
    .optional()
    .describe('A VM’s serial console in the window, and what it said there'),
  quiz: id.optional().describe('A question of this step, answered right'),
  confirm: z.literal(true).optional().describe('The student ticks it: what no machine can see'),
}

export interface Condition extends z.infer<z.ZodObject<typeof conditionFields>> {
  all?: Condition[] | undefined
  any?: Condition[] | undefined
  none?: Condition[] | undefined
}

const COMPARISONS = ['equals', 'not', 'matches', 'in', 'atLeast', 'atMost', 'exists', 'sameAs'] as const
const OF_A_RESOURCE = ['path', 'absent', 'count', 'every', 'because'] as const

/** What a condition can be of: every field that does not describe a resource further. A new one is compiled in term.ts, or the compiler says so. */
export type ConditionKind = Exclude<keyof Condition, (typeof COMPARISONS)[number] | (typeof OF_A_RESOURCE)[number]>

const KINDS_OF_CONDITION = Object.keys({
  resource: true, command: true, loggedInAs: true, opened: true, console: true, quiz: true, confirm: true, all: true, any: true, none: true,
} satisfies Record<ConditionKind, true>) as ConditionKind[] // prettier-ignore

/** The one kind that it says; of several, which a unit's schema lets nobody write, the first. */
export function kindOfCondition(condition: Condition): ConditionKind {
  return KINDS_OF_CONDITION.find((kind) => condition[kind] !== undefined) ?? 'all'
}

type Report = (path: (string | number)[], message: string) => void

function reviewCondition(condition: Condition, report: Report, depth = 0): void {
  const kinds = KINDS_OF_CONDITION.filter((kind) => condition[kind] !== undefined)
  if (kinds.length !== 1) return report([], `must say exactly one of ${KINDS_OF_CONDITION.join(', ')}${kinds.length > 1 ? `, not ${kinds.join(' and ')}` : ''}`)
  if (depth > MAX_NESTING) return report([], `is nested more than ${MAX_NESTING} deep`)
  const comparisons = COMPARISONS.filter((comparison) => condition[comparison] !== undefined)
  const extras = [...comparisons, ...OF_A_RESOURCE.filter((field) => condition[field] !== undefined)]
  if (condition.resource === undefined && extras.length > 0) report([extras[0] ?? ''], 'belongs to a resource')
  if (condition.resource !== undefined) reviewResource(condition, comparisons, report)
  for (const kind of ['all', 'any', 'none'] as const) {
    condition[kind]?.forEach((part, index) => reviewCondition(part, (at, message) => report([kind, index, ...at], message), depth + 1))
  }
}

function reviewResource(condition: Condition, comparisons: string[], report: Report): void {
  const { resource, absent, count: wanted, path: where } = condition
  if (comparisons.length > 1) report([comparisons[1] ?? ''], `is a second comparison beside ${comparisons[0]}: use \`all\` for both`)
  if (where === undefined && comparisons.length > 0) report([comparisons[0] ?? ''], 'needs a `path`')
  if (where !== undefined && comparisons.length === 0) report(['path'], `needs one of ${COMPARISONS.join(', ')}`)
  if (absent === true && (comparisons.length > 0 || wanted !== undefined)) report(['absent'], 'stands alone, without path and count')
  if (resource?.name !== undefined && resource.namePrefix !== undefined) report(['resource', 'namePrefix'], 'and `name` exclude each other')
  const isNarrow = resource?.name !== undefined || resource?.namePrefix !== undefined || resource?.selector !== undefined
  if (!isNarrow && where === undefined && wanted === undefined && absent !== true) {
    report(['resource'], 'is true for any object of this kind: give a name, namePrefix, selector, path or count')
  }
  if (wanted !== undefined) {
    if (Object.values(wanted).every((value) => value === undefined)) report(['count'], 'needs equals, atLeast or atMost')
    if (wanted.equals === undefined && wanted.atMost === undefined && Number(wanted.atLeast) <= 0) report(['count', 'atLeast'], 'is true for any number: at least 1')
  }
}

const conditionSchema: z.ZodType<Condition, unknown> = z.strictObject({
  ...conditionFields,
  get all() {
    return z.array(conditionSchema).min(1).max(MAX_CHECKS).optional()
  },
  get any() {
    return z.array(conditionSchema).min(1).max(MAX_CHECKS).optional()
  },
  get none() {
    return z.array(conditionSchema).min(1).max(MAX_CHECKS).optional().describe('Not one of these is true')
  },
})

const reviewed = <C extends Condition>(schema: z.ZodType<C, unknown>): z.ZodType<C, unknown> =>
  schema.superRefine((condition, context) => reviewCondition(condition, (at, message) => context.addIssue({ code: 'custom', path: at, message })))

export interface CheckSource extends Condition {
  say: string
  mode: 'standing' | 'witnessed'
  within?: number | string | undefined
}

const checkSchema: z.ZodType<CheckSource, unknown> = reviewed(
  z.strictObject({
    say: line.describe('The sentence that is true when the check is met: “HyperConverged is Available”'),
    mode: z.enum(['standing', 'witnessed']).default('standing').describe('standing: true now; witnessed: was true once since the step began'),
    within: duration.optional(),
    ...conditionFields,
    get all() {
      return z.array(conditionSchema).min(1).max(MAX_CHECKS).optional()
    },
    get any() {
      return z.array(conditionSchema).min(1).max(MAX_CHECKS).optional()
    },
    get none() {
      return z.array(conditionSchema).min(1).max(MAX_CHECKS).optional()
    },
  }),
)

/** Something to run. Several lines run one after the other and stop at the first that fails. */
const commandSchema = z
  .strictObject({
    run: z.string().min(1).max(8_000).optional().describe('A command line, or several'),
    apply: file.optional().describe('A manifest of the unit’s folder, filled in and given to `oc apply -f`'),
    as: z.string().max(128).optional().describe('The identity whose terminal it is typed into; left out: the one in use'),
    expect: z.string().max(8_000).optional().describe('What the output looks like when all is well'),
  })
  .superRefine((command, context) => {
    if ((command.run === undefined) === (command.apply === undefined)) context.addIssue({ code: 'custom', message: 'must say either `run` or `apply`' })
    if (command.run !== undefined && /<<-?\s*['"]?\w/.test(command.run)) context.addIssue({ code: 'custom', path: ['run'], message: 'holds a here-document: put its text into a file and `apply` that' })
  })

const questionSchema = z
  .strictObject({
    id,
    question: prose,
    options: z.array(line).min(2).max(10),
    answer: z
      .union([z.number().int().min(1), z.array(z.number().int().min(1)).min(1)], 'must be the number of the right option, from 1, or a list of such numbers')
      .describe('Number of the right option, from 1; a list where several are right'),
    because: prose.describe('Why; shown after the answer'),
  })
  .superRefine(({ options, answer }, context) => {
    for (const number of [answer].flat()) if (number > options.length) context.addIssue({ code: 'custom', path: ['answer'], message: `must be a number from 1 to ${options.length}` })
  })

const pictureSchema = z
  .strictObject({
    name: id.optional().describe('A picture that the program draws'),
    file: file.refine((name) => /\.(svg|png)$/.test(name), 'must be an .svg or .png file').optional(),
    alt: z.string().min(1).max(1_000).describe('What the picture shows, for who cannot see it'),
    caption: line.optional(),
  })
  .refine(({ name, file: own }) => (name === undefined) !== (own === undefined), 'must say either `name` or `file`')

const stepSchema = z.strictObject({
  id,
  title: line,
  minutes: z.number().min(1).max(600).describe('How long it takes, waiting included'),
  text: file.optional().describe('Markdown: what stands before the first heading is why, always shown; the rest is reading, unfolded on demand'),
  variables: variables.optional().describe('For this step, over the unit’s'),
  optional: z.boolean().default(false).describe('Does not count for the unit’s progress'),
  practiceOnly: z.boolean().default(false).describe('Left out on real clusters'),
  requires: z.array(z.union([id, checkSchema])).max(MAX_CHECKS).default([]).describe('What must be true before: steps by id, or checks'),
  commands: z.array(commandSchema).max(MAX_COMMANDS).default([]),
  checks: z.array(checkSchema).max(MAX_CHECKS).default([]).describe('The step is done when all are met. Without any, the student marks it as done'),
  hints: z.array(prose).max(20).default([]).describe('Opened one by one, from vague to exact'),
  mistakes: z
    .array(z.strictObject({ title: line, check: reviewed(conditionSchema), text: prose.describe('What to do instead') }))
    .max(20)
    .default([]),
  solution: z.array(commandSchema).max(MAX_COMMANDS).default([]).describe('What makes the checks true; left out: the commands'),
  quiz: z.array(questionSchema).max(20).default([]),
  pictures: z.array(pictureSchema).max(10).default([]),
})

const sectionSchema = z.strictObject({
  id,
  title: line,
  practice: z
    .strictObject({ virtualization: z.literal('absent') })
    .optional()
    .describe('How the practice classroom has to begin; where the section’s work is done there already, the guide offers to set it up'),
  steps: z.array(stepSchema).min(1).max(MAX_STEPS),
})

export const unitSchema = z
  .strictObject({
    kind: z.literal('Unit'),
    version: z.literal(1),
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be small letters, digits and dashes'),
    title: line,
    summary: prose,
    introduction: file.optional(),
    conclusion: file.optional(),
    prerequisites: z.array(line).max(20).default([]),
    tags: z.array(line).max(20).default([]),
    next: z.array(id).max(20).default([]).describe('Units that go on from here'),
    variables: variables.default({}),
    glossary: file.optional().describe('Markdown: `## Term` and what it means. The texts link to it by [word](glossary:term)'),
    cards: file.optional().describe('YAML: the key facts as cards'),
    sections: z.array(sectionSchema).min(1).max(MAX_SECTIONS),
  })
  .superRefine(({ sections }, context) => reviewNames(sections, (at, message) => context.addIssue({ code: 'custom', path: at, message })))

export type UnitSource = z.infer<typeof unitSchema>
type SectionSource = z.infer<typeof sectionSchema>
export type StepSource = z.infer<typeof stepSchema>
export type CommandSource = z.infer<typeof commandSchema>
export type ResourceSource = z.infer<typeof resourceSchema>

/** Names that are used twice, and names that nothing bears. */
function reviewNames(sections: SectionSource[], report: Report): void {
  const sectionIds = new Set<string>()
  const stepIds = new Set<string>()
  sections.forEach((section, s) => {
    if (sectionIds.has(section.id)) report(['sections', s, 'id'], `is used twice: ${section.id}`)
    sectionIds.add(section.id)
    section.steps.forEach((step, index) => {
      const at = ['sections', s, 'steps', index]
      if (stepIds.has(step.id)) report([...at, 'id'], `is used twice: ${step.id}`)
      step.requires.forEach((required, r) => {
        if (typeof required === 'string' && !stepIds.has(required)) report([...at, 'requires', r], `is no step before this one: ${required}`)
      })
      stepIds.add(step.id)
      reviewQuiz(step, (inside, message) => report([...at, ...inside], message))
    })
  })
}

function reviewQuiz(step: StepSource, report: Report): void {
  const questions = new Set<string>()
  step.quiz.forEach((question, q) => {
    if (questions.has(question.id)) report(['quiz', q, 'id'], `is used twice: ${question.id}`)
    questions.add(question.id)
  })
  const look = (condition: Condition, at: (string | number)[]): void => {
    if (condition.quiz !== undefined && !questions.has(condition.quiz)) report([...at, 'quiz'], `is no question of this step: ${condition.quiz}`)
    for (const kind of ['all', 'any', 'none'] as const) condition[kind]?.forEach((part, index) => look(part, [...at, kind, index]))
  }
  step.checks.forEach((check, index) => look(check, ['checks', index]))
}

/** The JSON Schema that editors complete and check unit.yaml by. */
export function unitJsonSchema(): unknown {
  return { title: 'Unit', ...z.toJSONSchema(unitSchema, { io: 'input', unrepresentable: 'any' }) }
}

interface JsonSchema {
  properties?: Record<string, JsonSchema>
  items?: JsonSchema
  $ref?: string
  $defs?: Record<string, JsonSchema>
  anyOf?: JsonSchema[]
}

let whole: JsonSchema | null = null

/** The fields that the format knows at a place of the file. */
export function unitFieldsAt(path: readonly (string | number)[]): string[] {
  whole ??= unitJsonSchema() as JsonSchema
  let here: JsonSchema | undefined = whole
  for (const part of path) {
    const group: JsonSchema | undefined = resolved(here)
    here = typeof part === 'number' ? group?.items : group?.properties?.[part]
  }
  return Object.keys(resolved(here)?.properties ?? {})
}

function resolved(schema: JsonSchema | undefined): JsonSchema | undefined {
  if (schema?.$ref !== undefined) return resolved(whole?.$defs?.[schema.$ref.split('/').at(-1) ?? ''])
  return schema?.anyOf?.map(resolved).find((choice) => choice?.properties !== undefined) ?? schema
}
