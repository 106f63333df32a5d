import { join } from 'node:path'
import { render, screen } from '@testing-library/react'
import { beforeAll, expect, test } from 'vitest'
import type { Classroom } from '../../../core/contract'
import { compileStep } from '../../../core/course'
import { stepsFor, stepVariables } from '../../../main/course/content'
import { type LoadedUnit, loadUnit } from '../../../main/course/load-unit'
import { compilePattern } from '../../../main/course/pattern'
import { GuidePanel, startGuide } from '../../../renderer/guide'
import { useFakeMain } from '../window'
import { content, lesson, status, tell } from './lesson'

const fake = useFakeMain()
const classroom: Classroom = {
  id: 'practice',
  title: 'OpenShift Virtualization',
  kind: 'practice',
  apiUrl: 'https://api.ocp4.example.com:6443',
  consoleUrl: 'https://console-openshift-console.apps.ocp4.example.com',
  nodes: { master: 3, worker: 2 },
  users: [],
  machines: [],
  guests: [],
  units: [],
  managed: false,
  file: null,
}

let unit: LoadedUnit
beforeAll(async () => {
  unit = (await loadUnit(join(import.meta.dirname, '..', '..', '..', 'resources', 'units', 'openshift-virtualization'), { trusted: true })).unit!
})

/** Markdown as a reader sees it. */
const read = (markdown: string): string => markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*`]/g, '').replace(/\s+/g, ' ').trim()

test('every mistake of Unit 1 that is recognised is shown in its own words, and announced', async () => {
  fake.main.answer({ course: { get: () => lesson({ steps: [content('none')] }) } })
  startGuide()
  render(<GuidePanel />)
  await screen.findByText('Title of none')
  const shown: string[] = []
  for (const source of stepsFor(unit, classroom)) {
    const { mistakes } = compileStep(source, stepVariables(unit, source, classroom), compilePattern)
    for (const { title, text } of mistakes) {
      const steps = [content(source.id, { title: source.title })]
      tell(fake.main, lesson({ steps, statuses: [status(source.id, { state: 'failed', tried: true, mistakes: [{ title, text }] })] }))
      const bar = (await screen.findByText(title)).closest('[role="status"]')
      expect(read(bar?.textContent ?? ''), `${source.id} ${title}`).toBe(read(`${title}${text}`))
      expect(bar?.textContent, `${source.id} ${title}`).not.toContain('${')
      expect(document.querySelector(`article[data-step="${source.id}"]`)?.getAttribute('data-state')).toBe('failed')
      shown.push(title)
    }
  }
  expect(shown).toHaveLength(47)
})
