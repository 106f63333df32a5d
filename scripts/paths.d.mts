/** The repository's root: scripts work from any current directory. */
export const root: string;
/** What takes long to fetch and may be deleted at any time. */
export const cacheDir: string;
/** What a build leaves. */
export const outDir: string;
