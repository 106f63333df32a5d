// etcd refuses objects over 1.5 MB and the API server requests over 3 MB; ten times that is no object but an attack or an accident.
const MAX_LINE_BYTES = 32 * 1024 * 1024

export class LineTooLong extends Error {
  override readonly name = 'LineTooLong'
  constructor() {
    super(`a line of the watch is longer than ${MAX_LINE_BYTES / 1024 / 1024} MB`)
  }
}

/**
 * Cuts a stream of bytes into lines. It cuts before decoding: the byte of a line feed is never part of a longer UTF-8 sequence, so a character
 * that two chunks share is whole again when its line is. What has no line feed at the end of the stream was cut off and is not given out.
 */
export function createLineSplitter(take: (line: string) => void, limit = MAX_LINE_BYTES): (chunk: Buffer) => void {
  let parts: Buffer[] = []
  let length = 0
  return (chunk) => {
    let start = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      const tail = chunk.subarray(start, end)
      start = end + 1
      if (length + tail.length > limit) throw new LineTooLong()
      const line = parts.length === 0 ? tail : Buffer.concat([...parts, tail])
      parts = []
      length = 0
      if (line.length > 0) take(line.toString('utf8'))
    }
    if (start === chunk.length) return
    // Kept in pieces and joined once: joining at every chunk would copy a long line over and over.
    parts.push(chunk.subarray(start))
    length += chunk.length - start
    if (length > limit) throw new LineTooLong()
  }
}
