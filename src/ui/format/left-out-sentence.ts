import type { ConnectionState } from '../../app/api'
import { say } from '../words/words.svelte'

/** For whom this page makes no connection any more; null while it is for nobody. */
export function leftOutSentence({ leftOut }: Pick<ConnectionState, 'leftOut'>): string | null {
  if (leftOut === 'strangers')
    return say(
      'A browser lets a page make some 500 connections, and this page has made as many as it spends on people whom you do not follow. It still connects with those whom you follow. Loading the page again begins anew.',
    )
  if (leftOut === 'everybody')
    return say(
      'This page has made as many connections as the browser allows. What is linked stays linked, but nobody new can be reached until the page is loaded again.',
    )
  return null
}
