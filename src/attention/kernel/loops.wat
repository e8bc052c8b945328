;; The long loops of an evaluation (loops.ts says what they do, and has them once more to read). Addresses are in bytes.
;; `npx tsx tools/make-loops.ts` assembles this file into loops.wasm.ts; a test compares the two.
(module
  (import "kernel" "memory" (memory 1))

  (func (export "search")
    (param $band i32) (param $last i32) (param $words i32)
    (param $open i32) (param $rough i32) (param $transmission i32) (param $bands i32) (param $scratch i32)
    (param $engagedHeads i32) (param $engagedItems i32) (param $engagedWeights i32)
    (param $plainHeads i32) (param $plainItems i32)
    (param $base f64) (param $gain f64) (param $saturation f64) (param $threshold f64) (param $stop f64)
    (param $pushFloor f64)
    (local $word i32) (local $set i32) (local $person i32) (local $at i32) (local $i i32) (local $end i32)
    (local $item i32) (local $author i32) (local $kept i32) (local $keptEnd i32) (local $limit i32)
    (local $here f64) (local $product f64) (local $value f64) (local $isOpen i32)
    (loop $bands
      (loop $again
        (local.set $isOpen (i32.const 0))
        (local.set $word (i32.const 0))
        (loop $words
          (local.set $at (i32.add (local.get $open) (i32.shl (i32.add (i32.mul (local.get $band) (local.get $words)) (local.get $word)) (i32.const 2))))
          (local.set $set (i32.load (local.get $at)))
          (if (local.get $set) (then
            (local.set $isOpen (i32.const 1))
            (i32.store (local.get $at) (i32.const 0))
            (loop $people
              (local.set $person (i32.add (i32.shl (local.get $word) (i32.const 5)) (i32.ctz (local.get $set))))
              (local.set $set (i32.and (local.get $set) (i32.sub (local.get $set) (i32.const 1))))
              (if (i32.eq (i32.load8_u (i32.add (local.get $bands) (i32.load16_u (i32.add (local.get $rough) (i32.shl (local.get $person) (i32.const 1)))))) (local.get $band)) (then
                (local.set $here (f64.load (i32.add (local.get $transmission) (i32.shl (local.get $person) (i32.const 3)))))
                (local.set $at (i32.add (local.get $engagedHeads) (i32.mul (local.get $person) (i32.const 12))))
                (local.set $i (i32.load (local.get $at)))
                (local.set $end (i32.add (local.get $i) (i32.load offset=4 (local.get $at))))
                (if (i32.lt_s (local.get $i) (local.get $end)) (then
                  (local.set $value (f64.load (i32.add (local.get $engagedWeights) (i32.shl (local.get $i) (i32.const 3)))))
                  (local.set $product (f64.mul (local.get $here) (f64.add (local.get $base) (f64.div (f64.mul (local.get $gain) (local.get $value)) (f64.add (local.get $value) (local.get $saturation))))))
                  (if (f64.ge (local.get $product) (local.get $stop)) (then
                    (local.set $limit (i32.shr_u (i32.reinterpret_f32 (f32.demote_f64 (local.get $product))) (i32.const 16)))
                    (local.set $kept (local.get $scratch))
                    (loop $look
                      (i32.store (local.get $kept) (local.get $i))
                      (local.set $kept (i32.add (local.get $kept) (i32.shl (i32.le_u
                        (i32.load16_u (i32.add (local.get $rough) (i32.and (i32.load (i32.add (local.get $engagedItems) (i32.shl (local.get $i) (i32.const 2)))) (i32.const -2))))
                        (local.get $limit)) (i32.const 2))))
                      (local.set $i (i32.add (local.get $i) (i32.const 1)))
                      (br_if $look (i32.lt_s (local.get $i) (local.get $end))))
                    (local.set $keptEnd (local.get $kept))
                    (local.set $kept (local.get $scratch))
                    (block $done (loop $take
                      (br_if $done (i32.ge_u (local.get $kept) (local.get $keptEnd)))
                      (local.set $i (i32.load (local.get $kept)))
                      (local.set $kept (i32.add (local.get $kept) (i32.const 4)))
                      (local.set $item (i32.load (i32.add (local.get $engagedItems) (i32.shl (local.get $i) (i32.const 2)))))
                      (local.set $author (i32.shr_u (local.get $item) (i32.const 1)))
                      ;; Products fall along the row: who has at least the last one needs no look at this one.
                      (br_if $take (f64.le (local.get $product) (f64.load (i32.add (local.get $transmission) (i32.shl (local.get $author) (i32.const 3))))))
                      (local.set $value (f64.load (i32.add (local.get $engagedWeights) (i32.shl (local.get $i) (i32.const 3)))))
                      (local.set $product (f64.mul (local.get $here) (f64.add (local.get $base) (f64.div (f64.mul (local.get $gain) (local.get $value)) (f64.add (local.get $value) (local.get $saturation))))))
                      (br_if $done (f64.lt (local.get $product) (local.get $stop)))
                      (br_if $take (f64.le (local.get $product) (f64.load (i32.add (local.get $transmission) (i32.shl (local.get $author) (i32.const 3))))))
                      (br_if $take (i32.and (f64.lt (local.get $value) (local.get $threshold)) (i32.eqz (i32.and (local.get $item) (i32.const 1)))))
                      (f64.store (i32.add (local.get $transmission) (i32.shl (local.get $author) (i32.const 3))) (local.get $product))
                      (local.set $limit (i32.shr_u (i32.reinterpret_f32 (f32.demote_f64 (local.get $product))) (i32.const 16)))
                      (i32.store16 (i32.add (local.get $rough) (i32.shl (local.get $author) (i32.const 1))) (local.get $limit))
                      (local.set $at (i32.add (local.get $open) (i32.shl (i32.add (i32.mul (i32.load8_u (i32.add (local.get $bands) (local.get $limit))) (local.get $words)) (i32.shr_u (local.get $author) (i32.const 5))) (i32.const 2))))
                      (i32.store (local.get $at) (i32.or (i32.load (local.get $at)) (i32.shl (i32.const 1) (local.get $author))))
                      (br $take)))
                  ))
                ))
                (local.set $product (f64.mul (local.get $here) (local.get $base)))
                (if (i32.and (f64.ge (local.get $product) (local.get $stop)) (f64.ge (local.get $here) (local.get $pushFloor))) (then
                  (local.set $limit (i32.shr_u (i32.reinterpret_f32 (f32.demote_f64 (local.get $product))) (i32.const 16)))
                  (local.set $at (i32.add (local.get $plainHeads) (i32.mul (local.get $person) (i32.const 12))))
                  (local.set $i (i32.add (local.get $plainItems) (i32.shl (i32.load (local.get $at)) (i32.const 2))))
                  (local.set $end (i32.add (local.get $i) (i32.shl (i32.load offset=4 (local.get $at)) (i32.const 2))))
                  (local.set $kept (local.get $scratch))
                  (if (i32.lt_u (local.get $i) (local.get $end)) (then (loop $look
                    (i32.store (local.get $kept) (local.tee $author (i32.load (local.get $i))))
                    (local.set $kept (i32.add (local.get $kept) (i32.shl (i32.le_u
                      (i32.load16_u (i32.add (local.get $rough) (i32.shl (local.get $author) (i32.const 1))))
                      (local.get $limit)) (i32.const 2))))
                    (local.set $i (i32.add (local.get $i) (i32.const 4)))
                    (br_if $look (i32.lt_u (local.get $i) (local.get $end))))))
                  (local.set $keptEnd (local.get $kept))
                  (local.set $kept (local.get $scratch))
                  (local.set $end (i32.add (local.get $open) (i32.shl (i32.mul (i32.load8_u (i32.add (local.get $bands) (local.get $limit))) (local.get $words)) (i32.const 2))))
                  (block $done (loop $take
                    (br_if $done (i32.ge_u (local.get $kept) (local.get $keptEnd)))
                    (local.set $author (i32.load (local.get $kept)))
                    (local.set $kept (i32.add (local.get $kept) (i32.const 4)))
                    (br_if $take (f64.le (local.get $product) (f64.load (i32.add (local.get $transmission) (i32.shl (local.get $author) (i32.const 3))))))
                    (f64.store (i32.add (local.get $transmission) (i32.shl (local.get $author) (i32.const 3))) (local.get $product))
                    (i32.store16 (i32.add (local.get $rough) (i32.shl (local.get $author) (i32.const 1))) (local.get $limit))
                    (local.set $at (i32.add (local.get $end) (i32.shl (i32.shr_u (local.get $author) (i32.const 5)) (i32.const 2))))
                    (i32.store (local.get $at) (i32.or (i32.load (local.get $at)) (i32.shl (i32.const 1) (local.get $author))))
                    (br $take)))
                ))
              ))
              (br_if $people (local.get $set)))
          ))
          (local.set $word (i32.add (local.get $word) (i32.const 1)))
          (br_if $words (i32.lt_s (local.get $word) (local.get $words))))
        (br_if $again (local.get $isOpen)))
      (local.set $band (i32.add (local.get $band) (i32.const 1)))
      (br_if $bands (i32.le_s (local.get $band) (local.get $last))))
  )

  ;; 2^(t/64) of two, for t of at most 0, to 1e-14: a whole part, a 64th from the table, and a series for the rest.
  (func $powers (param $t v128) (param $tables i32) (result v128)
    (local $f v128) (local $k v128) (local $q v128)
    ;; No less than 2^-1000: smaller numbers are slow, and as good as nothing.
    (local.set $t (f64x2.pmax (local.get $t) (v128.load offset=544 (local.get $tables))))
    ;; Adding 1.5·2^52 rounds to a whole number, which then is in the low bits.
    (local.set $f (f64x2.add (local.get $t) (v128.load offset=560 (local.get $tables))))
    (local.set $k (i64x2.sub (local.get $f) (v128.load offset=576 (local.get $tables))))
    (local.set $f (f64x2.mul (f64x2.sub (local.get $t) (f64x2.sub (local.get $f) (v128.load offset=560 (local.get $tables)))) (v128.load offset=592 (local.get $tables))))
    (local.set $q (f64x2.mul (local.get $f) (local.get $f)))
    (f64x2.mul
      (f64x2.mul
        (v128.load64_lane 1
          (i32.add (local.get $tables)
            (i32.shl (i32.and (i32.wrap_i64 (i64x2.extract_lane 1 (local.get $k))) (i32.const 63)) (i32.const 3)))
          (v128.load64_zero
            (i32.add (local.get $tables)
              (i32.shl (i32.and (i32.wrap_i64 (i64x2.extract_lane 0 (local.get $k))) (i32.const 63)) (i32.const 3)))))
        (i64x2.shl (i64x2.shr_u (local.get $k) (i32.const 6)) (i32.const 52)))
      (f64x2.add
        (f64x2.add (v128.load offset=608 (local.get $tables)) (local.get $f))
        (f64x2.mul (local.get $q) (f64x2.add
          (f64x2.add (v128.load offset=624 (local.get $tables)) (f64x2.mul (local.get $f) (v128.load offset=640 (local.get $tables))))
          (f64x2.mul (local.get $q) (v128.load offset=656 (local.get $tables))))))))

  ;; $perMs is 64 for each half-life.
  (func (export "charge")
    (param $posts i32)
    (param $heads i32) (param $items i32) (param $actTimes i32)
    (param $authors i32) (param $times i32) (param $people i32) (param $gain i32) (param $tables i32)
    (param $charge i32) (param $arrival i32) (param $current i32) (param $alive i32)
    (param $now f64) (param $perMs f64) (param $stop f64) (param $lifeMs f64)
    (local $post i32) (local $head i32) (local $isOdd i32) (local $i i32) (local $end i32) (local $item i32) (local $other i32)
    (local $author i32) (local $at f64) (local $last f64) (local $bid f64)
    (local $t v128) (local $f v128) (local $k v128) (local $q v128) (local $full v128) (local $factor v128)
    ;; What is held, and minus the best that was carried.
    (local $both v128) (local $nows v128) (local $perMss v128)
    (local.set $nows (f64x2.splat (local.get $now)))
    (local.set $perMss (f64x2.splat (local.get $perMs)))
    (block $done (loop $posts_
      (br_if $done (i32.ge_s (local.get $post) (local.get $posts)))
      (local.set $author (i32.load (i32.add (local.get $authors) (i32.shl (local.get $post) (i32.const 2)))))
      (local.set $both (v128.const f64x2 0 0))
      (local.set $bid (f64.const 0))
      (local.set $last (f64.const -inf))
      (if (i32.ge_s (local.get $author) (i32.const 0)) (then
        (local.set $at (f64.load (i32.add (local.get $times) (i32.shl (local.get $post) (i32.const 3)))))
        (local.set $last (local.get $at))
        (local.set $head (i32.add (local.get $heads) (i32.mul (local.get $post) (i32.const 12))))
        (local.set $i (i32.load (local.get $head)))
        (local.set $end (i32.add (local.get $i) (i32.load offset=4 (local.get $head))))
        (if (i32.lt_s (local.get $i) (local.get $end)) (then
          (local.set $last (f64.load (i32.sub (i32.add (local.get $actTimes) (i32.shl (local.get $end) (i32.const 3))) (i32.const 8))))))
        ;; The post's own time goes with that of the first act, if there are an odd number.
        (local.set $isOdd (i32.and (i32.sub (local.get $end) (local.get $i)) (i32.const 1)))
        (local.set $t (f64x2.splat (local.get $at)))
        (if (local.get $isOdd) (then
          (local.set $t (v128.load64_lane 1 (i32.add (local.get $actTimes) (i32.shl (local.get $i) (i32.const 3))) (local.get $t)))))
        (local.set $full (call $powers
          (f64x2.pmin
            (f64x2.mul (f64x2.sub (local.get $t) (local.get $nows)) (local.get $perMss))
            (v128.const i64x2 0 0))
          (local.get $tables)))
        (local.set $both (f64x2.replace_lane 0
          (v128.load (i32.add (local.get $people) (i32.shl (local.get $author) (i32.const 4))))
          (f64x2.extract_lane 0 (local.get $full))))
        (if (local.get $isOdd) (then
          (local.set $item (i32.load (i32.add (local.get $items) (i32.shl (local.get $i) (i32.const 2)))))
          (local.set $both (f64x2.pmin
            (f64x2.add
              (f64x2.mul
                (v128.load (i32.add (local.get $people) (i32.shl (i32.shr_u (local.get $item) (i32.const 2)) (i32.const 4))))
                (f64x2.replace_lane 0 (v128.load offset=608 (local.get $tables)) (f64.mul (f64x2.extract_lane 1 (local.get $full)) (f64.load offset=512 (i32.add (local.get $tables) (i32.shl (i32.and (local.get $item) (i32.const 3)) (i32.const 3)))))))
              (f64x2.replace_lane 0 (v128.const i64x2 0 0) (f64x2.extract_lane 0 (local.get $both))))
            (f64x2.replace_lane 0 (local.get $both) (f64x2.extract_lane 1 (local.get $full)))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))))
        ;; An act: (γ·N, −T) · (w · full, 1) + (held, 0), and of each the lesser of it and (full, −best): no branch.
        ;; Two acts at a time, for what was full then has leaked by powers that are worked out side by side, as in $powers.
        (block $paired (loop $pairs
          (br_if $paired (i32.ge_s (local.get $i) (local.get $end)))
          (local.set $item (i32.load (i32.add (local.get $items) (i32.shl (local.get $i) (i32.const 2)))))
          (local.set $other (i32.load offset=4 (i32.add (local.get $items) (i32.shl (local.get $i) (i32.const 2)))))
          (local.set $t (f64x2.pmax
            (f64x2.mul
              (f64x2.sub (v128.load (i32.add (local.get $actTimes) (i32.shl (local.get $i) (i32.const 3)))) (local.get $nows))
              (local.get $perMss))
            (v128.load offset=544 (local.get $tables))))
          (local.set $f (f64x2.add (local.get $t) (v128.load offset=560 (local.get $tables))))
          (local.set $k (i64x2.sub (local.get $f) (v128.load offset=576 (local.get $tables))))
          (local.set $f (f64x2.mul
            (f64x2.sub (local.get $t)
              (f64x2.sub (local.get $f) (v128.load offset=560 (local.get $tables))))
            (v128.load offset=592 (local.get $tables))))
          (local.set $q (f64x2.mul (local.get $f) (local.get $f)))
          (local.set $full (f64x2.mul
            (f64x2.mul
              (v128.load64_lane 1
                (i32.add (local.get $tables) (i32.shl
                  (i32.and (i32.wrap_i64 (i64x2.extract_lane 1 (local.get $k))) (i32.const 63)) (i32.const 3)))
                (v128.load64_zero
                  (i32.add (local.get $tables) (i32.shl
                    (i32.and (i32.wrap_i64 (i64x2.extract_lane 0 (local.get $k))) (i32.const 63)) (i32.const 3)))))
              (i64x2.shl
                (i64x2.shr_u (local.get $k) (i32.const 6))
                (i32.const 52)))
            (f64x2.add
              (f64x2.add (v128.load offset=608 (local.get $tables)) (local.get $f))
              (f64x2.mul (local.get $q) (f64x2.add
                (f64x2.add (v128.load offset=624 (local.get $tables))
                  (f64x2.mul (local.get $f) (v128.load offset=640 (local.get $tables))))
                (f64x2.mul (local.get $q) (v128.load offset=656 (local.get $tables))))))))
          (local.set $factor (f64x2.mul (local.get $full)
            (v128.load64_lane offset=512 1 (i32.add (local.get $tables) (i32.shl (i32.and (local.get $other) (i32.const 3)) (i32.const 3)))
              (v128.load64_zero offset=512 (i32.add (local.get $tables) (i32.shl (i32.and (local.get $item) (i32.const 3)) (i32.const 3)))))))
          (local.set $both (f64x2.pmin
            (f64x2.add
              (f64x2.mul
                (v128.load (i32.add (local.get $people) (i32.shl (i32.shr_u (local.get $item) (i32.const 2)) (i32.const 4))))
                (f64x2.replace_lane 0 (v128.load offset=608 (local.get $tables)) (f64x2.extract_lane 0 (local.get $factor))))
              (f64x2.replace_lane 0 (v128.const i64x2 0 0) (f64x2.extract_lane 0 (local.get $both))))
            (f64x2.replace_lane 0 (local.get $both) (f64x2.extract_lane 0 (local.get $full)))))
          (local.set $both (f64x2.pmin
            (f64x2.add
              (f64x2.mul
                (v128.load (i32.add (local.get $people) (i32.shl (i32.shr_u (local.get $other) (i32.const 2)) (i32.const 4))))
                (f64x2.replace_lane 0 (v128.load offset=608 (local.get $tables)) (f64x2.extract_lane 1 (local.get $factor))))
              (f64x2.replace_lane 0 (v128.const i64x2 0 0) (f64x2.extract_lane 0 (local.get $both))))
            (f64x2.replace_lane 0 (local.get $both) (f64x2.extract_lane 1 (local.get $full)))))
          (local.set $i (i32.add (local.get $i) (i32.const 2)))
          (br $pairs)))
        (local.set $bid (f64.mul (f64x2.extract_lane 0 (local.get $both)) (f64.neg (f64x2.extract_lane 1 (local.get $both)))))
        (local.set $bid (if (result f64)
          (i32.and (f64.ge (local.get $bid) (local.get $stop)) (f64.le (local.get $at) (local.get $now)))
          (then (f64.mul (local.get $bid)
            (f64.load (i32.add (local.get $gain) (i32.shl (local.get $author) (i32.const 3))))))
          (else (f64.const 0))))))
      (f64.store (i32.add (local.get $charge) (i32.shl (local.get $post) (i32.const 3)))
        (f64x2.extract_lane 0 (local.get $both)))
      (f64.store (i32.add (local.get $arrival) (i32.shl (local.get $post) (i32.const 3)))
        (f64.abs (f64x2.extract_lane 1 (local.get $both))))
      (f64.store (i32.add (local.get $current) (i32.shl (local.get $post) (i32.const 3))) (local.get $bid))
      (i32.store8 (i32.add (local.get $alive) (local.get $post))
        (f64.le (f64.sub (local.get $now) (local.get $last)) (local.get $lifeMs)))
      (local.set $post (i32.add (local.get $post) (i32.const 1)))
      (br $posts_))))
)
