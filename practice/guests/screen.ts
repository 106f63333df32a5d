import { bytesPerPixel, tileSize, type Picture } from './worker-messages.js'

/** 25 pictures a second while something moves, 5 while nothing does: to compare the whole screen takes half a millisecond. */
const pace = { moving: 40, still: 200 }

/** So many pictures without a change count as nothing moving: two seconds. */
const stillAfter = 50

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

/** A copy of the guest's screen that knows when each part of it changed. */
export class Screen {
  width = 0
  height = 0
  pixels: Buffer = Buffer.alloc(0)
  /** Grows with every picture that differs from the one before. */
  version = 0
  /** The version at which the size was set last. */
  sizeVersion = 0
  private tileVersions: number[] = []
  private columns = 0
  private readonly watchers = new Set<() => void>()
  private timer: NodeJS.Timeout | undefined
  private unchanged = 0
  private asleep: (() => void) | undefined
  private refreshing: Promise<void> | undefined

  /**
   * @param take asks the guest for a picture
   * @param awake keeps the guest running until the function that it returns is called
   */
  constructor(
    private readonly take: () => Promise<Picture>,
    private readonly awake: () => () => void,
  ) {}

  /** Keeps the copy up to date, and the guest awake. @returns a function that ends it */
  watch(onChange: () => void): () => void {
    // Each watcher is an entry of its own, even when two share their function.
    const watcher = (): void => onChange()
    this.watchers.add(watcher)
    this.asleep ??= this.awake()
    this.hurry()
    return () => {
      this.watchers.delete(watcher)
      if (this.watchers.size > 0) return
      clearTimeout(this.timer)
      this.timer = undefined
      this.asleep?.()
      this.asleep = undefined
    }
  }

  /** Somebody typed: what it does to the screen is awaited. */
  hurry(): void {
    // While things move the next picture is near; to put it off with every key would show a pasted text at its end only.
    const isNear = this.timer !== undefined && this.unchanged < stillAfter
    this.unchanged = 0
    if (this.watchers.size === 0 || isNear) return
    clearTimeout(this.timer)
    this.schedule()
  }

  /** Brings the copy up to date once. @throws Error when the guest has ended */
  refresh(): Promise<void> {
    // Pictures are differences: they are taken one after the other, and whoever asks meanwhile gets the one under way.
    this.refreshing ??= this.take()
      .then((picture) => this.apply(picture))
      .finally(() => (this.refreshing = undefined))
    return this.refreshing
  }

  /** The guest started anew: its first picture will be a whole one. */
  forget(): void {
    this.width = 0
    this.height = 0
  }

  /** What changed after a version, in few rectangles. */
  listChanges(since: number): Rectangle[] {
    const rectangles: Rectangle[] = []
    const open = new Map<string, Rectangle>()
    for (let y = 0, tile = 0; y < this.height; y += tileSize.height) {
      const height = Math.min(tileSize.height, this.height - y)
      for (let column = 0; column < this.columns; column += 1, tile += 1) {
        if ((this.tileVersions[tile] ?? 0) <= since) continue
        const first = column
        while (column + 1 < this.columns && (this.tileVersions[tile + 1] ?? 0) > since) {
          column += 1
          tile += 1
        }
        const x = first * tileSize.width
        const width = Math.min((column + 1) * tileSize.width, this.width) - x
        const above = open.get(`${x} ${width}`)
        if (above && above.y + above.height === y) {
          above.height += height
        } else {
          const rectangle = { x, y, width, height }
          rectangles.push(rectangle)
          open.set(`${x} ${width}`, rectangle)
        }
      }
    }
    return rectangles
  }

  private schedule(): void {
    this.timer = setTimeout(() => {
      this.refresh()
        // The guest has ended: its owner is told, and ends the watching.
        .catch(() => undefined)
        .finally(() => {
          if (this.watchers.size > 0) this.schedule()
        })
    }, this.unchanged < stillAfter ? pace.moving : pace.still)
  }

  private apply({ width, height, patches }: Picture): void {
    if (patches.length === 0) {
      this.unchanged += 1
      return
    }
    this.unchanged = 0
    this.version += 1
    if (width !== this.width || height !== this.height) {
      this.width = width
      this.height = height
      this.sizeVersion = this.version
      this.columns = Math.ceil(width / tileSize.width)
      this.pixels = Buffer.alloc(width * height * bytesPerPixel)
      this.tileVersions = new Array<number>(this.columns * Math.ceil(height / tileSize.height)).fill(this.version)
    }
    for (const patch of patches) {
      const length = patch.width * bytesPerPixel
      for (let row = 0; row < patch.height; row += 1) {
        this.pixels.set(patch.pixels.subarray(row * length, (row + 1) * length), ((patch.y + row) * width + patch.x) * bytesPerPixel)
      }
      for (let y = patch.y; y < patch.y + patch.height; y += tileSize.height) {
        for (let x = patch.x; x < patch.x + patch.width; x += tileSize.width) {
          this.tileVersions[Math.floor(y / tileSize.height) * this.columns + Math.floor(x / tileSize.width)] = this.version
        }
      }
    }
    for (const watcher of [...this.watchers]) watcher()
  }
}
