import { act, render, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { useFakeMain } from '../window'

useFakeMain()

const { useNotes } = await import('../../../renderer/notes/store')
const { Preview } = await import('../../../renderer/notes/preview')

afterEach(() => vi.unstubAllGlobals())

test('draws a long note part by part, to its very end', async () => {
  const nearby: (() => void)[] = []
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(private readonly tell: (entries: { isIntersecting: boolean }[]) => void) {}
      observe(): void {
        nearby.push(() => this.tell([{ isIntersecting: true }]))
      }
      disconnect(): void {}
    },
  )
  const text = `${'words of a long note. '.repeat(40_000)}\n\n# Near the end\n\nsee [the docs]\n\n[the docs]: https://docs.example\n\n**The last words.**`
  useNotes.setState({ text, session: 1 })
  render(<Preview path="long.md" onRun={() => null} />)
  const preview = screen.getByRole('article', { name: 'Preview' })
  await waitFor(() => expect(preview.textContent).toContain('words of a long note'), { timeout: 5_000 })
  expect(preview.textContent.length).toBeLessThan(200_000)
  expect(screen.queryByText('The last words.')).toBeNull()
  act(() => nearby.at(-1)?.())
  expect(screen.getByRole('heading', { name: 'Near the end' })).toBeDefined()
  expect(screen.getByRole('link', { name: 'the docs' }).getAttribute('href')).toBe('https://docs.example')
  expect(screen.getByText('The last words.').tagName).toBe('STRONG')
})

test('draws no more marks on a letter than any script has', async () => {
  useNotes.setState({ text: `a${'\u0301'.repeat(9_000)}b`, session: 2 })
  render(<Preview path="marks.md" onRun={() => null} />)
  const preview = screen.getByRole('article', { name: 'Preview' })
  await waitFor(() => expect(preview.textContent).toBe(`a${'\u0301'.repeat(6)}\ufffdb`))
})
