// What is used of node-pty, or rather of the prebuilt package that stands in for it (package.json) and declares its types under its own name.
declare module 'node-pty' {
  export interface Pty {
    readonly pid: number
    /** Path of the terminal device. Unix only, and not in the package's own types. */
    readonly ptsName: string
    onData(listener: (data: string) => void): unknown
    onExit(listener: (exit: { exitCode: number; signal?: number }) => void): unknown
    on(event: 'error', listener: (problem: Error) => void): void
    write(data: string): void
    /** Throws EBADF when the process is gone. */
    resize(cols: number, rows: number): void
    pause(): void
    resume(): void
  }
  export function spawn(
    file: string,
    args: string[],
    options: { name: string; cwd: string; cols: number; rows: number; env: Record<string, string> },
  ): Pty
}

// Vite's `?raw`: the file's text, bundled.
declare module '*?raw' {
  const text: string
  // eslint-disable-next-line no-restricted-syntax -- Vite gives the text no other name
  export default text
}
