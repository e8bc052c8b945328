/**
 * A step of the build: `_headers`, which many hosts read (Cloudflare Pages, Netlify and others). It says of every file what
 * index.html says of itself, and what a page cannot say of itself: that no other page may show it in a frame (rule FR1).
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'

export const HEADERS_FILE = '_headers'

export function headerBuild(): Plugin {
  let root = ''
  return {
    name: 'header-build',
    apply: 'build',
    configResolved(config) {
      root = config.root
    },
    async generateBundle() {
      const source = headersFor(await readFile(join(root, 'index.html'), 'utf8'))
      this.emitFile({ type: 'asset', fileName: HEADERS_FILE, source })
    },
  }
}

/** @throws Error for a page without a policy */
export function headersFor(html: string): string {
  const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1]
  if (policy === undefined) throw new Error('index.html has no Content-Security-Policy')
  const headers = {
    'Content-Security-Policy': `${policy}; frame-ancestors 'none'`,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(self), microphone=(), geolocation=()',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  }
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`)
  return `/*\n${lines.join('')}`
}

/** What such a file says of every file. */
export function readHeaders(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').filter((line) => line.startsWith('  '))
  return new Map(
    lines.map((line) => {
      const at = line.indexOf(':')
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()]
    }),
  )
}
