import { beforeEach, expect, test, vi } from 'vitest'
import { createFrameQueue, type FrameQueue } from '../../../../renderer/cluster/frame-queue'

let frames = new Map<number, () => void>()
let lastFrame = 0
let now = 0

beforeEach(() => {
  frames = new Map()
  now = 0
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => frames.set((lastFrame += 1), run) && lastFrame)
  vi.stubGlobal('cancelAnimationFrame', (frame: number) => frames.delete(frame))
  vi.spyOn(performance, 'now').mockImplementation(() => now)
})

const draw = (): void => {
  const due = [...frames.values()]
  frames.clear()
  for (const run of due) run()
}
const numbers = (count: number): number[] => Array.from({ length: count }, (_, place) => place)

/** A queue in the middle of its work: what comes now comes without a pause before it. */
function busyQueue(take: (item: number) => void, taken: () => void = () => {}): FrameQueue<number> {
  const queue = createFrameQueue<number>(take, taken)
  queue.add([], () => {})
  if (vi.isMockFunction(taken)) taken.mockClear()
  return queue
}

test('what comes after a pause does not wait for a frame', () => {
  const taken: number[] = []
  const queue = busyQueue((item) => taken.push(item))
  queue.add([1], () => {})
  expect(taken).toEqual([])
  draw()
  now += 100
  queue.add([2], () => {})
  expect(taken).toEqual([1, 2])
  queue.add([3], () => {})
  expect(taken).toEqual([1, 2])
})

test('what comes within a frame is taken at once, and told once', () => {
  const taken: number[] = []
  const told = vi.fn()
  const done = vi.fn()
  const queue = busyQueue((item) => taken.push(item), told)
  queue.add([1, 2], done)
  queue.add([3], done)
  expect(taken).toEqual([])
  draw()
  expect(taken).toEqual([1, 2, 3])
  expect(told).toHaveBeenCalledTimes(1)
  expect(done).toHaveBeenCalledTimes(2)
})

test('what would take longer than its slice goes on in the next frame, in order and without a loss', () => {
  const taken: number[] = []
  const done = vi.fn()
  const queue = busyQueue((item) => {
    taken.push(item)
    now += 0.02
  })
  queue.add(numbers(1_000), done)
  draw()
  expect(taken.length).toBeLessThan(300)
  expect(done).not.toHaveBeenCalled()
  for (let frame = 0; frame < 10 && !done.mock.calls.length; frame += 1) draw()
  expect(taken).toEqual(numbers(1_000))
  expect(done).toHaveBeenCalledTimes(1)
  expect(frames.size).toBe(0)
})

test('a window that is drawn no more takes it all the same', () => {
  const taken: number[] = []
  const queue = busyQueue((item) => taken.push(item))
  queue.add([1], () => {})
  vi.advanceTimersByTime(1_000)
  expect(taken).toEqual([1])
  draw()
  expect(taken).toEqual([1])
})
