/** Answers of a pure function are remembered; when so many are that it is full, it begins anew. */
export function remembered<Answer>(most: number, of: (key: string) => Answer): (key: string) => Answer {
  const answers = new Map<string, { readonly answer: Answer }>()
  return (key) => {
    const known = answers.get(key)
    if (known !== undefined) return known.answer
    const answer = of(key)
    if (answers.size === most) answers.clear()
    answers.set(key, { answer })
    return answer
  }
}
