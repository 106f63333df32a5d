// What these tests use of node-pty: the prebuilt package that stands in for it declares its types under its own name.
declare module 'node-pty' {
  export interface IPty {
    /** The terminal's device, for stty; not part of node-pty's documented interface. */
    readonly _pty: string
    write(data: string): void
    onData(listener: (data: string) => void): void
    kill(): void
    onExit(listener: (exit: { exitCode: number }) => void): void
  }
  export function spawn(file: string, args: string[], options: { env: Record<string, string>; cols: number; rows: number }): IPty
}
