import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { expect, test } from 'vitest'
import { unitSchema } from '../../../../core/course'
import { exportQuickStart } from '../../../../core/course/export'
import { importQuickStart } from '../../../../core/course/import'

const folder = join(import.meta.dirname, '..', '..', '..', '..', 'resources', 'units', 'openshift-virtualization')
const filesOf = (name: string): [string, string][] => readdirSync(join(folder, name)).map((file) => [`${name}/${file}`, readFileSync(join(folder, name, file), 'utf8')])
const unitOne = {
  source: unitSchema.parse(parse(readFileSync(join(folder, 'unit.yaml'), 'utf8'))),
  texts: new Map([...filesOf('steps'), ...['introduction.md', 'conclusion.md'].map((name): [string, string] => [name, readFileSync(join(folder, name), 'utf8')])]),
  manifests: new Map(filesOf('manifests')),
}

interface QuickStart {
  spec: { displayName: string; durationMinutes: number; description: string; introduction: string; tasks: { title: string; description: string; review?: { instructions: string; failedTaskHelp: string }; summary?: { success: string; failed: string } }[] }
}

test('Unit 1 keeps to the limits of the API', () => {
  const { spec } = exportQuickStart(unitOne).quickStart as QuickStart
  expect(spec.tasks).toHaveLength(38)
  expect(spec.durationMinutes).toBeGreaterThan(60)
  expect(spec.description.length).toBeLessThanOrEqual(256)
  expect(spec.introduction).not.toBe('')
  for (const { title, description, review, summary } of spec.tasks) {
    expect([title, description].every((text) => text !== '')).toBe(true)
    expect(review === undefined).toBe(summary === undefined)
    expect(summary?.success.length ?? 0).toBeLessThanOrEqual(128)
  }
})

test('its commands, filled in, can be run in the console; its own links and pictures are words', () => {
  const { quickStart, losses } = exportQuickStart(unitOne)
  const { spec } = quickStart as QuickStart
  const start = spec.tasks.find(({ title }) => title === 'First VM: Start it')
  expect(start?.description).toContain('```\nvirtctl start rhel9-test -n unit1-lab\n```{{execute}}')
  expect(JSON.stringify(spec)).not.toMatch(/glossary:|picture:/)
  expect(losses).toContainEqual({ step: 'E3', what: 'the mistake “No machine of that name” and its words' })
})

test('what was written can be imported again, with every command', () => {
  const { unit } = importQuickStart(exportQuickStart(unitOne).quickStart, 'unit.yaml')
  const steps = unitSchema.parse(unit).sections[0]?.steps ?? []
  expect(steps.map(({ title }) => title)).toEqual(unitOne.source.sections.flatMap((section) => section.steps.map(({ title }) => `${section.title}: ${title}`)))
  const commands = (list: typeof steps): number => list.flatMap(({ commands: all }) => all.filter(({ run }) => run !== undefined)).length
  expect(commands(steps)).toBe(commands(unitOne.source.sections.flatMap((section) => section.steps)))
})
