import { say, sayCount } from '../words/words.svelte'

/** How many posts were seen, and of how many people: each number has its own form. */
export function postsOfPeople(posts: number, people: number): string {
  return say('{posts} of {people}', {
    posts: sayCount(posts, '{count} post', '{count} posts'),
    people: sayCount(people, '{count} person | of whom posts are', '{count} people | of whom posts are'),
  })
}

/** Why the Stream ends for today. @param limit after how many posts of a day its reader wanted that */
export function brakeSentence(seen: number, limit: number): string {
  return seen <= limit
    ? sayCount(
        seen,
        'You have seen {count} post, which is where you wanted it to end.',
        'You have seen {count} posts, which is where you wanted it to end.',
      )
    : sayCount(
        seen,
        'You have seen {count} post; you wanted it to end at {limit}.',
        'You have seen {count} posts; you wanted it to end at {limit}.',
        { limit },
      )
}
