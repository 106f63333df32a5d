import { cleanup, render, screen } from '@testing-library/react'
import axe from 'axe-core'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { pictureNames } from '../../../core/course'
import { pictureOf } from '../../../renderer/pictures'

afterEach(cleanup)

const unit = join(import.meta.dirname, '..', '..', '..', 'resources', 'units', 'openshift-virtualization')
const textsOf = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? textsOf(join(folder, entry.name)) : [readFileSync(join(folder, entry.name), 'utf8')]))

test.each(pictureNames)('%s is a picture with words for who cannot see it', async (name) => {
  const Picture = pictureOf(name)
  if (Picture === null) throw new Error('it is not drawn')
  render(<Picture alt="What it shows" />)
  expect(screen.getByRole('img', { name: 'What it shows' }).textContent).not.toBe('')
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } })
  expect(violations).toEqual([])
})

test.each(pictureNames)('%s keeps to its grid: boxes on multiples of four, words inside of the canvas', (name) => {
  const Picture = pictureOf(name)
  if (Picture === null) throw new Error('it is not drawn')
  const { container } = render(<Picture alt="x" />)
  const [, , width = 0, height = 0] = (container.querySelector('svg')?.getAttribute('viewBox') ?? '').split(' ').map(Number)
  expect([width % 4, height % 4]).toEqual([0, 0])
  for (const box of container.querySelectorAll('rect')) {
    const [x, y, w, h] = ['x', 'y', 'width', 'height'].map((attribute) => Number(box.getAttribute(attribute)))
    expect([(x! - 0.5) % 4, (y! - 0.5) % 4]).toEqual([0, 0])
    expect(x! + w!).toBeLessThanOrEqual(width)
    expect(y! + h!).toBeLessThanOrEqual(height)
  }
})

test('a name that nobody drew is no picture', () => {
  expect([pictureOf('nothing'), pictureOf('constructor')]).toEqual([null, null])
})

test('Unit 1 names drawn pictures only, and all of them', () => {
  const named = textsOf(unit).flatMap((text) => [...text.matchAll(/picture:([a-z-]+)|\{name: ([a-z-]+), alt:/g)].map(([, link, field]) => link ?? field))
  expect(new Set(named)).toEqual(new Set(pictureNames))
})
