/** The part of noVNC's public API (docs/API.md of the package) that is used; its published types describe an older layout of the package. */
declare module '@novnc/novnc' {
  class RFB extends EventTarget {
    constructor(target: Element, channel: object, options?: { shared?: boolean; credentials?: Record<string, string> })
    viewOnly: boolean
    focusOnClick: boolean
    clipViewport: boolean
    dragViewport: boolean
    scaleViewport: boolean
    resizeSession: boolean
    showDotCursor: boolean
    background: string
    qualityLevel: number
    compressionLevel: number
    disconnect(): void
    sendKey(keysym: number, code: string | null, down?: boolean): void
    sendCtrlAltDel(): void
    focus(options?: FocusOptions): void
    blur(): void
    toBlob(callback: (blob: Blob | null) => void, type?: string, quality?: number): void
  }
  export { RFB as default }
}
