;; What scoring spends its time on: sums over the words and pairs of words of a text, four outputs at once.
;;
;; `$own` is memory of the thread: the document that is read, what is known of each word, lists and sums. `$weights` is
;; memory that threads share: the weights of all models as `weights.ts` lays them out. Both are laid out by `kernel.ts`,
;; which says what each function is given. Nothing here checks bounds of its own: whoever calls has made room.
(module
  (import "memory" "own" (memory $own 1 65536 shared))
  (import "memory" "weights" (memory $weights 1 65536 shared))

  ;; Where lists of addresses stand: one for each token of a chunk, and one for each border of it.
  (global $list i32 (i32.const 1024))
  ;; Tokens of a chunk, whose sums are of 32 bits: those of rows are exact, those of words are good to some 10^-6.
  (global $chunk i32 (i32.const 256))
  ;; What stands in for a word before the first one and after the last one of a range.
  (global $start i32 (i32.const 0x51ed270b))
  (global $finish i32 (i32.const 0x2545f491))
  ;; 16 bytes of ones and as many of zeros: what is read before their border leaves so many bytes of others.
  (global $ones i32 (i32.const 64))
  (data (memory $own) (i32.const 64)
    "\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00")
  ;; Counts the calls for which something is counted once.
  (global $run (mut i32) (i32.const 0))

  ;; The hash of two neighbours: `mixed` of features.ts.
  (func $mixed (param $a i32) (param $b i32) (result i32)
    (local $h i32)
    (local.set $h (i32.xor (i32.mul (local.get $a) (i32.const 0x01000193)) (local.get $b)))
    (local.set $h (i32.mul (i32.xor (local.get $h) (i32.shr_u (local.get $h) (i32.const 16))) (i32.const 0x85ebca6b)))
    (local.set $h (i32.mul (i32.xor (local.get $h) (i32.shr_u (local.get $h) (i32.const 13))) (i32.const 0xc2b2ae35)))
    (i32.xor (local.get $h) (i32.shr_u (local.get $h) (i32.const 16))))

  ;; The same of each of `count` hashes and the one before it, to `out`; writes up to three numbers more than `count`,
  ;; and reads the number before the first.
  (func (export "hashPairs") (param $hashes i32) (param $count i32) (param $seed i32) (param $out i32)
    (local $h v128) (local $end i32) (local $seeds v128)
    (local.set $seeds (i32x4.splat (local.get $seed)))
    (local.set $end (i32.add (local.get $out) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $out) (local.get $end)))
        (local.set $h
          (v128.xor
            (i32x4.mul
              (v128.xor (v128.load (i32.sub (local.get $hashes) (i32.const 4))) (local.get $seeds))
              (i32x4.splat (i32.const 0x01000193)))
            (v128.load (local.get $hashes))))
        (local.set $h
          (i32x4.mul
            (v128.xor (local.get $h) (i32x4.shr_u (local.get $h) (i32.const 16)))
            (i32x4.splat (i32.const 0x85ebca6b))))
        (local.set $h
          (i32x4.mul
            (v128.xor (local.get $h) (i32x4.shr_u (local.get $h) (i32.const 13)))
            (i32x4.splat (i32.const 0xc2b2ae35))))
        (v128.store (local.get $out) (v128.xor (local.get $h) (i32x4.shr_u (local.get $h) (i32.const 16))))
        (local.set $hashes (i32.add (local.get $hashes) (i32.const 16)))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (br $next))))

  ;; Lists where the values of words stand: of all in `forms` to `end` that the run did not have yet, but form 0, which is
  ;; no word. Gives the list's end.
  (func $listNewWords (param $forms i32) (param $end i32) (param $values i32) (param $stride i32) (param $stamps i32) (result i32)
    (local $to i32) (local $form i32) (local $stamp i32)
    (local.set $to (global.get $list))
    (loop $next
      (local.set $form (i32.load (local.get $forms)))
      (local.set $stamp (i32.add (local.get $stamps) (i32.shl (local.get $form) (i32.const 2))))
      (i32.store (local.get $to) (i32.add (local.get $values) (i32.mul (local.get $form) (local.get $stride))))
      (local.set $to
        (i32.add (local.get $to)
          (i32.shl
            (i32.and
              (i32.ne (i32.load (local.get $stamp)) (global.get $run))
              (i32.ne (local.get $form) (i32.const 0)))
            (i32.const 2))))
      (i32.store (local.get $stamp) (global.get $run))
      (local.set $forms (i32.add (local.get $forms) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $forms) (local.get $end))))
    (local.get $to))

  ;; Adds four numbers to sums.
  (func $addFloats (param $four v128) (param $sums i32)
    (v128.store (local.get $sums)
      (f64x2.add (v128.load (local.get $sums)) (f64x2.promote_low_f32x4 (local.get $four))))
    (v128.store offset=16 (local.get $sums)
      (f64x2.add
        (v128.load offset=16 (local.get $sums))
        (f64x2.promote_low_f32x4
          (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $four) (local.get $four))))))

  ;; The same of whole numbers, each times its own of `scales`.
  (func $addIntegers (param $four v128) (param $scales i32) (param $sums i32)
    (v128.store (local.get $sums)
      (f64x2.add
        (v128.load (local.get $sums))
        (f64x2.mul (v128.load (local.get $scales)) (f64x2.convert_low_i32x4_s (local.get $four)))))
    (v128.store offset=16 (local.get $sums)
      (f64x2.add
        (v128.load offset=16 (local.get $sums))
        (f64x2.mul
          (v128.load offset=16 (local.get $scales))
          (f64x2.convert_low_i32x4_s
            (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $four) (local.get $four)))))))

  ;; Adds the values that a list names to sums, `groups` times four of them; a single one where there are no groups.
  (func $addWords (param $end i32) (param $groups i32) (param $sums i32)
    (local $at i32) (local $offset i32) (local $value i32) (local $sum v128) (local $more v128) (local $one f64)
    (if (i32.eq (local.get $end) (global.get $list)) (then (return)))
    (if (i32.eqz (local.get $groups))
      (then
        (local.set $at (global.get $list))
        (loop $next
          (local.set $one (f64.add (local.get $one) (f64.promote_f32 (f32.load (i32.load (local.get $at))))))
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
        (f64.store (local.get $sums) (f64.add (f64.load (local.get $sums)) (local.get $one)))
        (return)))
    ;; Eight at once, as long as there are so many.
    (block $few
      (loop $groups
        (br_if $few (i32.lt_s (local.get $groups) (i32.const 2)))
        (local.set $at (global.get $list))
        (local.set $sum (v128.const i32x4 0 0 0 0))
        (local.set $more (v128.const i32x4 0 0 0 0))
        (loop $next
          (local.set $value (i32.add (i32.load (local.get $at)) (local.get $offset)))
          (local.set $sum (f32x4.add (local.get $sum) (v128.load (local.get $value))))
          (local.set $more (f32x4.add (local.get $more) (v128.load offset=16 (local.get $value))))
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
        (call $addFloats (local.get $sum) (local.get $sums))
        (call $addFloats (local.get $more) (i32.add (local.get $sums) (i32.const 32)))
        (local.set $sums (i32.add (local.get $sums) (i32.const 64)))
        (local.set $offset (i32.add (local.get $offset) (i32.const 32)))
        (local.set $groups (i32.sub (local.get $groups) (i32.const 2)))
        (br $groups)))
    (if (local.get $groups)
      (then
      (local.set $at (global.get $list))
      (local.set $sum (v128.const i32x4 0 0 0 0))
      (loop $next
        (local.set $sum
          (f32x4.add (local.get $sum) (v128.load (i32.add (i32.load (local.get $at)) (local.get $offset)))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
      (call $addFloats (local.get $sum) (local.get $sums)))))

  ;; The same of all words in `forms` to `end`. Gives how many they are; form 0 is none, and its values are 0.
  (func $addAllWords
    (param $forms i32) (param $end i32) (param $values i32) (param $stride i32) (param $groups i32) (param $sums i32)
    (result i32)
    (local $at i32) (local $form i32) (local $value i32) (local $sum v128) (local $more v128) (local $one f64)
    (local $words i32)
    (local.set $at (local.get $forms))
    (if (i32.eqz (local.get $groups))
      (then
        (loop $next
          (local.set $form (i32.load (local.get $at)))
          (local.set $words (i32.add (local.get $words) (i32.ne (local.get $form) (i32.const 0))))
          (local.set $one
            (f64.add
              (local.get $one)
              (f64.promote_f32
                (f32.load (i32.add (local.get $values) (i32.mul (local.get $form) (local.get $stride)))))))
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
        (f64.store (local.get $sums) (f64.add (f64.load (local.get $sums)) (local.get $one)))
        (return (local.get $words))))
    (if (i32.and (local.get $groups) (i32.const 1))
      (then
        (loop $next
          (local.set $form (i32.load (local.get $at)))
          (local.set $words (i32.add (local.get $words) (i32.ne (local.get $form) (i32.const 0))))
          (local.set $sum
            (f32x4.add
              (local.get $sum)
              (v128.load (i32.add (local.get $values) (i32.mul (local.get $form) (local.get $stride))))))
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
        (call $addFloats (local.get $sum) (local.get $sums))
        (local.set $sums (i32.add (local.get $sums) (i32.const 32)))
        (local.set $values (i32.add (local.get $values) (i32.const 16)))))
    (block $few
      (loop $groups
        (br_if $few (i32.lt_s (local.get $groups) (i32.const 2)))
        (local.set $words (i32.const 0))
        (local.set $at (local.get $forms))
        (local.set $sum (v128.const i32x4 0 0 0 0))
        (local.set $more (v128.const i32x4 0 0 0 0))
        (loop $next
          (local.set $form (i32.load (local.get $at)))
          (local.set $words (i32.add (local.get $words) (i32.ne (local.get $form) (i32.const 0))))
          (local.set $value (i32.add (local.get $values) (i32.mul (local.get $form) (local.get $stride))))
          (local.set $sum (f32x4.add (local.get $sum) (v128.load (local.get $value))))
          (local.set $more (f32x4.add (local.get $more) (v128.load offset=16 (local.get $value))))
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
        (call $addFloats (local.get $sum) (local.get $sums))
        (call $addFloats (local.get $more) (i32.add (local.get $sums) (i32.const 32)))
        (local.set $sums (i32.add (local.get $sums) (i32.const 64)))
        (local.set $values (i32.add (local.get $values) (i32.const 32)))
        (local.set $groups (i32.sub (local.get $groups) (i32.const 2)))
        (br $groups)))
    (local.get $words))

  ;; Lists where the rows of hashes stand, of those that have one, behind `to`. Gives the list's end.
  ;; The index has two numbers for every 32 buckets: which of them have rows, and how many rows there are before.
  (func $listRows
    (param $hashes i32) (param $end i32) (param $index i32) (param $rows i32) (param $outputs i32) (param $shift i32)
    (param $to i32) (result i32)
    (local $bucket i32) (local $entry i32) (local $bits i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $hashes) (local.get $end)))
        (local.set $bucket (i32.shr_u (i32.load (local.get $hashes)) (local.get $shift)))
        (local.set $entry
          (i32.add (local.get $index) (i32.shl (i32.shr_u (local.get $bucket) (i32.const 5)) (i32.const 3))))
        (local.set $bits (i32.load $weights (local.get $entry)))
        ;; Shifts look at the last five bits alone.
        (i32.store (local.get $to)
          (i32.add (local.get $rows)
            (i32.mul (local.get $outputs)
              (i32.add
                (i32.load $weights offset=4 (local.get $entry))
                (i32.popcnt
                  (i32.and
                    (local.get $bits)
                    (i32.sub (i32.shl (i32.const 1) (local.get $bucket)) (i32.const 1))))))))
        (local.set $to
          (i32.add (local.get $to)
            (i32.shl (i32.and (i32.shr_u (local.get $bits) (local.get $bucket)) (i32.const 1)) (i32.const 2))))
        (local.set $hashes (i32.add (local.get $hashes) (i32.const 4)))
        (br $next)))
    (local.get $to))

  ;; The same of one hash.
  (func $listRow
    (param $hash i32) (param $index i32) (param $rows i32) (param $outputs i32) (param $shift i32) (param $to i32)
    (result i32)
    (local $bits i32)
    (local.set $hash (i32.shr_u (local.get $hash) (local.get $shift)))
    (local.set $index
      (i32.add (local.get $index) (i32.shl (i32.shr_u (local.get $hash) (i32.const 5)) (i32.const 3))))
    (local.set $bits (i32.load $weights (local.get $index)))
    (i32.store (local.get $to)
      (i32.add (local.get $rows)
        (i32.mul (local.get $outputs)
          (i32.add
            (i32.load $weights offset=4 (local.get $index))
            (i32.popcnt
              (i32.and
                (local.get $bits)
                (i32.sub (i32.shl (i32.const 1) (local.get $hash)) (i32.const 1))))))))
    (i32.add (local.get $to)
      (i32.shl (i32.and (i32.shr_u (local.get $bits) (local.get $hash)) (i32.const 1)) (i32.const 2))))

  ;; Leaves in a list what the run did not have yet: `stamps` has a number for each row. Gives the list's end.
  (func $withoutRepeats (param $end i32) (param $rows i32) (param $outputs i32) (param $stamps i32) (result i32)
    (local $at i32) (local $to i32) (local $row i32) (local $stamp i32)
    (local.set $at (global.get $list))
    (local.set $to (global.get $list))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $row (i32.load (local.get $at)))
        (local.set $stamp
          (i32.add (local.get $stamps)
            (i32.shl
              (i32.div_u (i32.sub (local.get $row) (local.get $rows)) (local.get $outputs))
              (i32.const 2))))
        (i32.store (local.get $to) (local.get $row))
        (local.set $to
          (i32.add (local.get $to)
            (i32.shl (i32.ne (i32.load (local.get $stamp)) (global.get $run)) (i32.const 2))))
        (i32.store (local.get $stamp) (global.get $run))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $next)))
    (local.get $to))

  ;; Adds the rows that a list names to sums, as `addWords` does. A row has a level for each output, whose square with
  ;; its sign counts, times the output's of `scales`. What stands behind a row's end is added to sums that nobody reads.
  (func $addRows (param $end i32) (param $groups i32) (param $scales i32) (param $sums i32)
    (local $at i32) (local $offset i32) (local $sum v128) (local $more v128) (local $levels v128) (local $one i32)
    (local $level i32)
    (if (i32.eq (local.get $end) (global.get $list)) (then (return)))
    (if (i32.eqz (local.get $groups))
      (then
        (local.set $at (global.get $list))
        (loop $next
          (local.set $level (i32.load8_s $weights (i32.load (local.get $at))))
          (local.set $one
            (i32.add (local.get $one)
              (i32.mul
                (local.get $level)
                (select
                  (local.get $level)
                  (i32.sub (i32.const 0) (local.get $level))
                  (i32.gt_s (local.get $level) (i32.const 0))))))
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
        (f64.store (local.get $sums)
          (f64.add
            (f64.load (local.get $sums))
            (f64.mul (f64.load (local.get $scales)) (f64.convert_i32_s (local.get $one)))))
        (return)))
    (block $few
      (loop $groups
        (br_if $few (i32.lt_s (local.get $groups) (i32.const 2)))
        (local.set $at (global.get $list))
        (local.set $sum (v128.const i32x4 0 0 0 0))
        (local.set $more (v128.const i32x4 0 0 0 0))
        (loop $next
          (local.set $levels
            (i16x8.extend_low_i8x16_s
              (v128.load64_zero $weights (i32.add (i32.load (local.get $at)) (local.get $offset)))))
          (local.set $levels (i16x8.mul (local.get $levels) (i16x8.abs (local.get $levels))))
          (local.set $sum (i32x4.add (local.get $sum) (i32x4.extend_low_i16x8_s (local.get $levels))))
          (local.set $more (i32x4.add (local.get $more) (i32x4.extend_high_i16x8_s (local.get $levels))))
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
        (call $addIntegers (local.get $sum) (local.get $scales) (local.get $sums))
        (call $addIntegers
          (local.get $more)
          (i32.add (local.get $scales) (i32.const 32))
          (i32.add (local.get $sums) (i32.const 32)))
        (local.set $scales (i32.add (local.get $scales) (i32.const 64)))
        (local.set $sums (i32.add (local.get $sums) (i32.const 64)))
        (local.set $offset (i32.add (local.get $offset) (i32.const 8)))
        (local.set $groups (i32.sub (local.get $groups) (i32.const 2)))
        (br $groups)))
    (if (local.get $groups)
      (then
      (local.set $at (global.get $list))
      (local.set $sum (v128.const i32x4 0 0 0 0))
      (loop $next
        (local.set $levels
          (i16x8.extend_low_i8x16_s
            (v128.load32_zero $weights (i32.add (i32.load (local.get $at)) (local.get $offset)))))
        (local.set $sum
          (i32x4.add
            (local.get $sum)
            (i32x4.extend_low_i16x8_s (i16x8.mul (local.get $levels) (i16x8.abs (local.get $levels))))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
      (call $addIntegers (local.get $sum) (local.get $scales) (local.get $sums)))))

  ;; Adds what a field says of a case to its scores: of `ranges` to `end`, which are pairs of tokens: from, to. Gives 0, or
  ;; 1 where something about a word is not known yet: then nothing was added.
  (func $addCase
    (param $field i32) (param $forms i32) (param $hashes i32) (param $pairs i32) (param $ranges i32) (param $end i32)
    (param $scores i32) (result i32)
    (local $values i32) (local $stride i32) (local $groups i32) (local $outputs i32) (local $index i32) (local $rows i32)
    (local $shift i32) (local $scales i32) (local $sums i32) (local $placed i32)
    (local $from i32) (local $to i32) (local $at i32) (local $stop i32) (local $listed i32)
    (local $words i32) (local $tokens i32) (local $place i32) (local $weight f64)
    (local.set $values (i32.load (local.get $field)))
    (local.set $stride (i32.load offset=4 (local.get $field)))
    (local.set $groups (i32.load offset=8 (local.get $field)))
    (local.set $outputs (i32.load offset=12 (local.get $field)))
    (local.set $index (i32.load offset=16 (local.get $field)))
    (local.set $rows (i32.load offset=20 (local.get $field)))
    (local.set $shift (i32.load offset=24 (local.get $field)))
    (local.set $sums (i32.load offset=28 (local.get $field)))
    (local.set $scales (i32.load offset=32 (local.get $field)))
    (local.set $placed
      (i32.add (local.get $sums)
        (i32.shl (select (local.get $groups) (i32.const 1) (local.get $groups)) (i32.const 5))))
    (local.set $at (local.get $sums))
    (local.set $stop (i32.sub (i32.shl (local.get $placed) (i32.const 1)) (local.get $sums)))
    (loop $clear
      (v128.store (local.get $at) (v128.const i32x4 0 0 0 0))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $clear (i32.lt_u (local.get $at) (local.get $stop))))
    (global.set $run (i32.add (global.get $run) (i32.const 1)))
    (block $read
      (loop $range
        (br_if $read (i32.ge_u (local.get $ranges) (local.get $end)))
        (local.set $from (i32.load (local.get $ranges)))
        (local.set $to (i32.load offset=4 (local.get $ranges)))
        (local.set $ranges (i32.add (local.get $ranges) (i32.const 8)))
        (br_if $range (i32.ge_s (local.get $from) (local.get $to)))
        (local.set $tokens (i32.add (local.get $tokens) (i32.sub (local.get $to) (local.get $from))))
        (local.set $at (local.get $from))
        (loop $more
          (local.set $stop (i32.add (local.get $at) (global.get $chunk)))
          (local.set $stop
            (select (local.get $stop) (local.get $to) (i32.lt_s (local.get $stop) (local.get $to))))
          (if (i32.load offset=36 (local.get $field))
            (then
              (local.set $listed
                (call $listNewWords
                  (i32.add (local.get $forms) (i32.shl (local.get $at) (i32.const 2)))
                  (i32.add (local.get $forms) (i32.shl (local.get $stop) (i32.const 2)))
                  (local.get $values) (local.get $stride)
                  (i32.load offset=36 (local.get $field))))
              (local.set $words
                (i32.add (local.get $words)
                  (i32.shr_u (i32.sub (local.get $listed) (global.get $list)) (i32.const 2))))
              (call $addWords (local.get $listed) (local.get $groups) (local.get $sums)))
            (else
              (local.set $words
                (i32.add (local.get $words)
                  (call $addAllWords
                    (i32.add (local.get $forms) (i32.shl (local.get $at) (i32.const 2)))
                    (i32.add (local.get $forms) (i32.shl (local.get $stop) (i32.const 2)))
                    (local.get $values) (local.get $stride) (local.get $groups) (local.get $sums))))))
          (if (local.get $pairs)
            (then
              (local.set $listed (global.get $list))
              (if (i32.eq (local.get $at) (local.get $from))
                (then
                  (local.set $listed
                    (call $listRow
                      (call $mixed
                        (i32.xor (global.get $start) (i32.load offset=40 (local.get $field)))
                        (i32.load (i32.add (local.get $hashes) (i32.shl (local.get $from) (i32.const 2)))))
                      (local.get $index) (local.get $rows) (local.get $outputs) (local.get $shift)
                      (local.get $listed)))))
              (local.set $listed
                (call $listRows
                  (i32.add (local.get $pairs)
                    (i32.shl
                      (i32.add (local.get $at) (i32.eq (local.get $at) (local.get $from)))
                      (i32.const 2)))
                  (i32.add (local.get $pairs) (i32.shl (local.get $stop) (i32.const 2)))
                  (local.get $index) (local.get $rows) (local.get $outputs) (local.get $shift)
                  (local.get $listed)))
              (if (i32.eq (local.get $stop) (local.get $to))
                (then
                  (local.set $listed
                    (call $listRow
                      (call $mixed
                        (i32.xor
                          (i32.load
                            (i32.add
                              (local.get $hashes)
                              (i32.shl (i32.sub (local.get $to) (i32.const 1)) (i32.const 2))))
                          (i32.load offset=40 (local.get $field)))
                        (global.get $finish))
                      (local.get $index) (local.get $rows) (local.get $outputs) (local.get $shift)
                      (local.get $listed)))))
              (if (i32.load offset=44 (local.get $field))
                (then
                  (local.set $listed
                    (call $withoutRepeats
                      (local.get $listed) (local.get $rows) (local.get $outputs)
                      (i32.load offset=44 (local.get $field))))))
              (call $addRows (local.get $listed) (local.get $groups) (local.get $scales) (local.get $sums))))
          (local.set $at (local.get $stop))
          (br_if $more (i32.lt_s (local.get $at) (local.get $to))))
        ;; Words that are read again with their place: seeds of the first ones, then of the last ones.
        (br_if $range (i32.eqz (i32.load offset=48 (local.get $field))))
        (local.set $listed (global.get $list))
        (local.set $place (i32.const 0))
        (block $first
          (loop $next
            (br_if $first (i32.ge_s (local.get $place) (i32.load offset=52 (local.get $field))))
            (br_if $first (i32.ge_s (local.get $place) (i32.sub (local.get $to) (local.get $from))))
            (local.set $listed
              (call $listRow
                (call $mixed
                  (i32.load
                    (i32.add (i32.load offset=48 (local.get $field)) (i32.shl (local.get $place) (i32.const 2))))
                  (i32.load
                    (i32.add
                      (local.get $hashes)
                      (i32.shl (i32.add (local.get $from) (local.get $place)) (i32.const 2)))))
                (local.get $index) (local.get $rows) (local.get $outputs) (local.get $shift) (local.get $listed)))
            (local.set $place (i32.add (local.get $place) (i32.const 1)))
            (br $next)))
        (local.set $place (i32.const 0))
        (block $last
          (loop $next
            (br_if $last (i32.ge_s (local.get $place) (i32.load offset=56 (local.get $field))))
            (br_if $last (i32.ge_s (local.get $place) (i32.sub (local.get $to) (local.get $from))))
            (local.set $listed
              (call $listRow
                (call $mixed
                  (i32.load
                    (i32.add
                      (i32.load offset=48 (local.get $field))
                      (i32.shl
                        (i32.add (i32.load offset=52 (local.get $field)) (local.get $place))
                        (i32.const 2))))
                  (i32.load
                    (i32.add
                      (local.get $hashes)
                      (i32.shl
                        (i32.sub (i32.sub (local.get $to) (i32.const 1)) (local.get $place))
                        (i32.const 2)))))
                (local.get $index) (local.get $rows) (local.get $outputs) (local.get $shift) (local.get $listed)))
            (local.set $place (i32.add (local.get $place) (i32.const 1)))
            (br $next)))
        (call $addRows (local.get $listed) (local.get $groups) (local.get $scales) (local.get $placed))
        (br $range)))
    (if (i32.eqz (local.get $tokens))
      (then
        (call $addRows
          (call $listRow
            (i32.load offset=60 (local.get $field))
            (local.get $index) (local.get $rows) (local.get $outputs) (local.get $shift) (global.get $list))
          (local.get $groups) (local.get $scales) (local.get $placed))))
    ;; What is not known is no number, and neither is a sum with it.
    (if (f64.ne (f64.load (local.get $sums)) (f64.load (local.get $sums))) (then (return (i32.const 1))))
    (if (local.get $words)
      (then (local.set $weight (f64.div (f64.const 1) (f64.sqrt (f64.convert_i32_s (local.get $words)))))))
    (local.set $stop (local.get $placed))
    (loop $next
      (v128.store (local.get $scores)
        (f64x2.add
          (v128.load (local.get $scores))
          (f64x2.add
            (f64x2.mul (v128.load (local.get $sums)) (f64x2.splat (local.get $weight)))
            (v128.load (local.get $placed)))))
      (local.set $scores (i32.add (local.get $scores) (i32.const 16)))
      (local.set $sums (i32.add (local.get $sums) (i32.const 16)))
      (local.set $placed (i32.add (local.get $placed) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $sums) (local.get $stop))))
    (i32.const 0))

  ;; Adds what a field says of each case to the scores of the case. Gives 0, or the number (from 1) of the first case of
  ;; which something about a word is not known yet: to it, and to those behind it, nothing was added, and whoever asks
  ;; learns the words and asks again.
  ;;
  ;; `field` is what `kernel.ts` wrote of it; `forms` and `hashes` have a number for each token of the document, `pairs`
  ;; too where the field reads pairs, else it is 0. `cases` to `end` are cases, one after the other: how many ranges it
  ;; has, and the ranges. Their scores follow each other.
  (func (export "addField")
    (param $field i32) (param $forms i32) (param $hashes i32) (param $pairs i32) (param $cases i32) (param $end i32)
    (param $scores i32) (result i32)
    (local $stride i32) (local $number i32) (local $ranges i32)
    (local.set $stride (i32.load offset=8 (local.get $field)))
    (local.set $stride
      (i32.shl (select (local.get $stride) (i32.const 1) (local.get $stride)) (i32.const 5)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $cases) (local.get $end)))
        (local.set $number (i32.add (local.get $number) (i32.const 1)))
        (local.set $ranges (i32.add (local.get $cases) (i32.const 4)))
        (local.set $cases (i32.add (local.get $ranges) (i32.shl (i32.load (local.get $cases)) (i32.const 3))))
        (if
          (call $addCase
            (local.get $field) (local.get $forms) (local.get $hashes) (local.get $pairs)
            (local.get $ranges) (local.get $cases) (local.get $scores))
          (then (return (local.get $number))))
        (local.set $scores (i32.add (local.get $scores) (local.get $stride)))
        (br $next)))
    (i32.const 0))

  ;; Adds `count` features of a case, less their centres, to its scores, each with a weight for each of the outputs.
  ;; Values are numbers of 64 bits in `$own`, centres and weights of 32 in `$weights`. Two scores at once, of which the
  ;; last may be one that nobody reads.
  (func $addValues
    (param $values i32) (param $count i32) (param $centres i32) (param $rows i32) (param $outputs i32) (param $scores i32)
    (local $at i32) (local $row i32) (local $k i32) (local $sum v128)
    (block $done
      (loop $two
        (br_if $done (i32.ge_s (local.get $k) (local.get $outputs)))
        (local.set $sum (v128.load (local.get $scores)))
        (local.set $row (i32.add (local.get $rows) (i32.shl (local.get $k) (i32.const 2))))
        (local.set $at (i32.const 0))
        (loop $next
          (local.set $sum
            (f64x2.add
              (local.get $sum)
              (f64x2.mul
                (f64x2.splat
                  (f64.sub
                    (f64.load (i32.add (local.get $values) (i32.shl (local.get $at) (i32.const 3))))
                    (f64.promote_f32
                      (f32.load $weights (i32.add (local.get $centres) (i32.shl (local.get $at) (i32.const 2)))))))
                (f64x2.promote_low_f32x4 (v128.load64_zero $weights (local.get $row))))))
          (local.set $row (i32.add (local.get $row) (i32.shl (local.get $outputs) (i32.const 2))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br_if $next (i32.lt_s (local.get $at) (local.get $count))))
        (v128.store (local.get $scores) (local.get $sum))
        (local.set $scores (i32.add (local.get $scores) (i32.const 16)))
        (local.set $k (i32.add (local.get $k) (i32.const 2)))
        (br $two))))

  ;; The same of cases, whose values follow each other from `values` to `end`; the scores of each begin `stride` bytes
  ;; behind those of the one before.
  (func (export "addDense")
    (param $values i32) (param $end i32) (param $count i32) (param $centres i32) (param $rows i32) (param $outputs i32)
    (param $scores i32) (param $stride i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $values) (local.get $end)))
        (call $addValues
          (local.get $values) (local.get $count) (local.get $centres) (local.get $rows) (local.get $outputs)
          (local.get $scores))
        (local.set $values (i32.add (local.get $values) (i32.shl (local.get $count) (i32.const 3))))
        (local.set $scores (i32.add (local.get $scores) (local.get $stride)))
        (br $next))))

  ;; Adds what words say of the labels of their neighbours to scores of tokens `from` to `to`: those of words `near` to
  ;; `limit`, as far as it is kept. Gives the first word of which it is not, or -1 where all were added.
  ;;
  ;; `turn` is what `tagger.ts` wrote of a turn. There are 5 labels, and 32768 words are kept by hash and class, each with
  ;; its 25 numbers for tokens from 2 behind it to 2 before it.
  (func (export "tagWords")
    (param $turn i32) (param $near i32) (param $limit i32) (param $from i32) (param $to i32) (result i32)
    (local $classes i32) (local $hashes i32) (local $keys i32) (local $kept i32) (local $scores i32)
    (local $hash i32) (local $class i32) (local $slot i32) (local $vector i32) (local $score i32) (local $at i32)
    (local $last i32)
    (local.set $classes (i32.load (local.get $turn)))
    (local.set $hashes (i32.load offset=12 (local.get $turn)))
    (local.set $keys (i32.load offset=16 (local.get $turn)))
    (local.set $kept (i32.load offset=20 (local.get $turn)))
    (local.set $scores (i32.load offset=24 (local.get $turn)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_s (local.get $near) (local.get $limit)))
        (local.set $hash (i32.load (i32.add (local.get $hashes) (i32.shl (local.get $near) (i32.const 2)))))
        (local.set $class (i32.load (i32.add (local.get $classes) (i32.shl (local.get $near) (i32.const 2)))))
        (local.set $slot
          (i32.mul
            (i32.xor (local.get $hash) (i32.mul (local.get $class) (i32.const 0x9e3779b1)))
            (i32.const 0x85ebca6b)))
        (local.set $slot
          (i32.and
            (i32.xor (local.get $slot) (i32.shr_u (local.get $slot) (i32.const 15)))
            (i32.const 32767)))
        (local.set $at (i32.add (local.get $keys) (i32.shl (local.get $slot) (i32.const 3))))
        (if
          (i32.or
            (i32.ne (i32.load (local.get $at)) (local.get $hash))
            (i32.ne (i32.load offset=4 (local.get $at)) (local.get $class)))
          (then (return (local.get $near))))
        (local.set $at
          (select
            (i32.sub (local.get $near) (i32.const 2))
            (local.get $from)
            (i32.gt_s (i32.sub (local.get $near) (i32.const 2)) (local.get $from))))
        (local.set $last
          (select
            (i32.add (local.get $near) (i32.const 3))
            (local.get $to)
            (i32.lt_s (i32.add (local.get $near) (i32.const 3)) (local.get $to))))
        (local.set $score (i32.add (local.get $scores) (i32.mul (local.get $at) (i32.const 20))))
        (local.set $vector
          (i32.add
            (i32.add (local.get $kept) (i32.mul (local.get $slot) (i32.const 100)))
            (i32.mul (i32.add (i32.sub (local.get $near) (local.get $at)) (i32.const 2)) (i32.const 20))))
        (block $added
          (loop $one
            (br_if $added (i32.ge_s (local.get $at) (local.get $last)))
            (v128.store (local.get $score)
              (f32x4.add (v128.load (local.get $score)) (v128.load (local.get $vector))))
            (f32.store offset=16 (local.get $score)
              (f32.add (f32.load offset=16 (local.get $score)) (f32.load offset=16 (local.get $vector))))
            (local.set $score (i32.add (local.get $score) (i32.const 20)))
            (local.set $vector (i32.sub (local.get $vector) (i32.const 20)))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br $one)))
        (local.set $near (i32.add (local.get $near) (i32.const 1)))
        (br $next)))
    (i32.const -1))

  ;; The rows of a kind of joint feature, for four tokens: `rowOf` of tagger.ts.
  (func $jointRows (param $kind i32) (param $a v128) (param $b v128) (param $c v128) (param $mask i32) (result v128)
    (local $h v128)
    (local.set $h
      (i32x4.mul
        (v128.xor
          (i32x4.splat (i32.mul (i32.xor (i32.const 0x2545f491) (local.get $kind)) (i32.const 0x9e3779b1)))
          (local.get $a))
        (i32x4.splat (i32.const 0x85ebca6b))))
    (local.set $h
      (i32x4.mul
        (v128.xor (v128.xor (local.get $h) (i32x4.shr_u (local.get $h) (i32.const 13))) (local.get $b))
        (i32x4.splat (i32.const 0xc2b2ae35))))
    (local.set $h
      (i32x4.mul
        (v128.xor (v128.xor (local.get $h) (i32x4.shr_u (local.get $h) (i32.const 16))) (local.get $c))
        (i32x4.splat (i32.const 0x27d4eb2f))))
    (v128.and
      (v128.xor (local.get $h) (i32x4.shr_u (local.get $h) (i32.const 15)))
      (i32x4.splat (local.get $mask))))

  ;; Adds what tokens `from` to `to` say together with their neighbours to their scores, four tokens at once: the rows of
  ;; `writeJointRows` of tagger.ts. Reads two tokens before the first, and up to five behind the last.
  (func (export "tagNeighbours") (param $turn i32) (param $from i32) (param $to i32)
    (local $mask i32) (local $used i32) (local $rows i32) (local $room i32) (local $scale v128) (local $lift v128)
    (local $at i32) (local $lane i32) (local $row i32) (local $read i32) (local $stop i32) (local $end i32)
    (local $score i32) (local $sum v128) (local $two v128) (local $none v128)
    (local $c-2 v128) (local $c-1 v128) (local $c0 v128) (local $c1 v128) (local $c2 v128)
    (local $w-2 v128) (local $w-1 v128) (local $w1 v128) (local $w2 v128)
    (local $s0 v128) (local $before v128) (local $after v128)
    (local.set $used (i32.load offset=28 (local.get $turn)))
    (local.set $rows (i32.load offset=32 (local.get $turn)))
    (local.set $mask (i32.load offset=36 (local.get $turn)))
    (local.set $room (i32.load offset=40 (local.get $turn)))
    (local.set $scale (f64x2.splat (f64.load offset=48 (local.get $turn))))
    (local.set $lift (f64x2.replace_lane 0 (local.get $none) (f64.load offset=56 (local.get $turn))))
    (local.set $score
      (i32.add (i32.load offset=24 (local.get $turn)) (i32.mul (local.get $from) (i32.const 20))))
    (block $done
      (loop $four
        (br_if $done (i32.ge_s (local.get $from) (local.get $to)))
        (local.set $at
          (i32.add (i32.load (local.get $turn)) (i32.shl (i32.sub (local.get $from) (i32.const 2)) (i32.const 2))))
        (local.set $c-2 (v128.load (local.get $at)))
        (local.set $c-1 (v128.load offset=4 (local.get $at)))
        (local.set $c0 (v128.load offset=8 (local.get $at)))
        (local.set $c1 (v128.load offset=12 (local.get $at)))
        (local.set $c2 (v128.load offset=16 (local.get $at)))
        (local.set $at
          (i32.add
            (i32.load offset=8 (local.get $turn))
            (i32.shl (i32.sub (local.get $from) (i32.const 2)) (i32.const 2))))
        (local.set $w-2 (v128.load (local.get $at)))
        (local.set $w-1 (v128.load offset=4 (local.get $at)))
        (local.set $w1 (v128.load offset=12 (local.get $at)))
        (local.set $w2 (v128.load offset=16 (local.get $at)))
        (local.set $at
          (i32.add
            (i32.load offset=4 (local.get $turn))
            (i32.shl (i32.sub (local.get $from) (i32.const 2)) (i32.const 2))))
        (local.set $s0 (v128.load offset=8 (local.get $at)))
        (local.set $before
          (v128.xor (i32x4.shl (v128.load (local.get $at)) (i32.const 16)) (v128.load offset=4 (local.get $at))))
        (local.set $after
          (v128.xor
            (i32x4.shl (v128.load offset=12 (local.get $at)) (i32.const 16))
            (v128.load offset=16 (local.get $at))))
        (v128.store (local.get $room)
          (call $jointRows (i32.const 10) (local.get $c-1) (local.get $c0) (local.get $none) (local.get $mask)))
        (v128.store offset=16 (local.get $room)
          (call $jointRows (i32.const 11) (local.get $c0) (local.get $c1) (local.get $none) (local.get $mask)))
        (v128.store offset=32 (local.get $room)
          (call $jointRows (i32.const 12) (local.get $c-1) (local.get $c0) (local.get $c1) (local.get $mask)))
        (v128.store offset=48 (local.get $room)
          (call $jointRows (i32.const 13) (local.get $c-2) (local.get $c-1) (local.get $c0) (local.get $mask)))
        (v128.store offset=64 (local.get $room)
          (call $jointRows (i32.const 14) (local.get $c0) (local.get $c1) (local.get $c2) (local.get $mask)))
        (v128.store offset=80 (local.get $room)
          (call $jointRows (i32.const 15) (local.get $w-1) (local.get $c0) (local.get $none) (local.get $mask)))
        (v128.store offset=96 (local.get $room)
          (call $jointRows (i32.const 16) (local.get $c0) (local.get $w1) (local.get $none) (local.get $mask)))
        (v128.store offset=112 (local.get $room)
          (call $jointRows (i32.const 17) (local.get $w-2) (local.get $w-1) (local.get $c0) (local.get $mask)))
        (v128.store offset=128 (local.get $room)
          (call $jointRows (i32.const 18) (local.get $w-1) (local.get $c0) (local.get $c1) (local.get $mask)))
        (v128.store offset=144 (local.get $room)
          (call $jointRows (i32.const 19) (local.get $c0) (local.get $w1) (local.get $w2) (local.get $mask)))
        (v128.store offset=160 (local.get $room)
          (call $jointRows (i32.const 20) (local.get $before) (local.get $s0) (local.get $after) (local.get $mask)))
        (v128.store offset=176 (local.get $room)
          (call $jointRows (i32.const 21) (local.get $w-1) (local.get $s0) (local.get $w1) (local.get $mask)))
        (local.set $lane (local.get $room))
        (local.set $stop
          (i32.add (local.get $room)
            (i32.shl
              (select
                (i32.const 4)
                (i32.sub (local.get $to) (local.get $from))
                (i32.gt_s (i32.sub (local.get $to) (local.get $from)) (i32.const 4)))
              (i32.const 2))))
        (loop $token
          (local.set $end (global.get $list))
          (local.set $at (local.get $lane))
          (local.set $read (i32.add (local.get $lane) (i32.const 192)))
          (loop $next
            (local.set $row (i32.load (local.get $at)))
            (i32.store (local.get $end) (i32.add (local.get $rows) (i32.mul (local.get $row) (i32.const 5))))
            (local.set $end
              (i32.add (local.get $end)
                (i32.shl
                  (i32.and
                    (i32.shr_u
                      (i32.load
                        (i32.add (local.get $used) (i32.shl (i32.shr_u (local.get $row) (i32.const 5)) (i32.const 2))))
                      (local.get $row))
                    (i32.const 1))
                  (i32.const 2))))
            (local.set $at (i32.add (local.get $at) (i32.const 16)))
            (br_if $next (i32.lt_u (local.get $at) (local.get $read))))
          (local.set $sum (local.get $none))
          (local.set $at (global.get $list))
          (block $summed
            (loop $next
              (br_if $summed (i32.ge_u (local.get $at) (local.get $end)))
              (local.set $sum
                (i16x8.add
                  (local.get $sum)
                  (i16x8.extend_low_i8x16_s (v128.load64_zero $weights (i32.load (local.get $at))))))
              (local.set $at (i32.add (local.get $at) (i32.const 4)))
              (br $next)))
          (local.set $two (i32x4.extend_low_i16x8_s (local.get $sum)))
          (v128.store64_lane 0 (local.get $score)
            (f32x4.demote_f64x2_zero
              (f64x2.add
                (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $score)))
                (f64x2.sub
                  (f64x2.mul (f64x2.convert_low_i32x4_s (local.get $two)) (local.get $scale))
                  (local.get $lift)))))
          (v128.store64_lane offset=8 0 (local.get $score)
            (f32x4.demote_f64x2_zero
              (f64x2.add
                (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $score)))
                (f64x2.mul
                  (f64x2.convert_low_i32x4_s
                    (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $two) (local.get $two)))
                  (local.get $scale)))))
          (f32.store offset=16 (local.get $score)
            (f32.demote_f64
              (f64.add
                (f64.promote_f32 (f32.load offset=16 (local.get $score)))
                (f64.mul
                  (f64.convert_i32_s (i16x8.extract_lane_s 4 (local.get $sum)))
                  (f64x2.extract_lane 0 (local.get $scale))))))
          (local.set $score (i32.add (local.get $score) (i32.const 20)))
          (local.set $lane (i32.add (local.get $lane) (i32.const 4)))
          (br_if $token (i32.lt_u (local.get $lane) (local.get $stop))))
        (local.set $from (i32.add (local.get $from) (i32.const 4)))
        (br $four))))

  ;; Reads units `from` to `to` of a text as tokens: `appendTokens` of tokens.ts, of text that has no letters but those of
  ;; ASCII. Tokens are numbered from `count` on. Gives how many there are then, or -1 where other characters stand:
  ;; nothing was read then. `text` is what `reader.ts` wrote of a document.
  (func (export "readTokens") (param $text i32) (param $from i32) (param $to i32) (param $count i32) (result i32)
    (local $ascii i32) (local $at i32) (local $end i32) (local $unit i32) (local $class i32) (local $first i32)
    (local $hash i32) (local $digits i32) (local $marks i32) (local $capitals i32) (local $bits i32) (local $folded i32)
    (local $letters i32) (local $begin i32) (local $token i32)
    (local.set $ascii (i32.load offset=8 (local.get $text)))
    (local.set $begin (i32.add (i32.load (local.get $text)) (i32.shl (local.get $from) (i32.const 1))))
    (local.set $end (i32.add (i32.load (local.get $text)) (i32.shl (local.get $to) (i32.const 1))))
    ;; Eight units at once: where one is beyond ASCII, each is looked at. Dashes, quotation marks and … are no letters.
    (local.set $at (local.get $begin))
    (block $plain
      (loop $next
        (br_if $plain (i32.ge_u (local.get $at) (local.get $end)))
        (if
          (i32.and
            (i32.le_u (i32.add (local.get $at) (i32.const 16)) (local.get $end))
            (i32.eqz
              (v128.any_true
                (v128.and (v128.load (local.get $at)) (v128.const i16x8 -128 -128 -128 -128 -128 -128 -128 -128)))))
          (then
            (local.set $at (i32.add (local.get $at) (i32.const 16)))
            (br $next)))
        (local.set $unit (i32.load16_u (local.get $at)))
        (if
          (i32.and
            (i32.ge_u (local.get $unit) (i32.const 128))
            (i32.gt_u (i32.sub (local.get $unit) (i32.const 0x2010)) (i32.const 0x17)))
          (then (return (i32.const -1))))
        (local.set $at (i32.add (local.get $at) (i32.const 2)))
        (br $next)))
    (local.set $at (local.get $begin))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $unit (i32.load16_u (local.get $at)))
        (local.set $class (i32.const 3))
        (if (i32.lt_u (local.get $unit) (i32.const 128))
          (then (local.set $class (i32.load8_u (i32.add (local.get $ascii) (local.get $unit))))))
        (if (i32.eqz (local.get $class))
          (then
            (local.set $at (i32.add (local.get $at) (i32.const 2)))
            (br $next)))
        (local.set $token (i32.shl (local.get $count) (i32.const 2)))
        (i32.store
          (i32.add (i32.load offset=12 (local.get $text)) (local.get $token))
          (i32.shr_u (i32.sub (local.get $at) (local.get $begin)) (i32.const 1)))
        (if (i32.eq (local.get $class) (i32.const 3))
          (then
            (local.set $unit
              (select (i32.const 39) (local.get $unit) (i32.eq (local.get $unit) (i32.const 0x2019))))
            (i32.store16 (local.get $at) (local.get $unit))
            (local.set $at (i32.add (local.get $at) (i32.const 2)))
            (local.set $hash
              (i32.mul (i32.xor (i32.const 0x811c9dc5) (local.get $unit)) (i32.const 0x01000193)))
            (local.set $bits (i32.const 16)))
          (else
            (local.set $first (local.get $at))
            (local.set $hash (i32.const 0x811c9dc5))
            (local.set $digits (i32.const 0))
            (local.set $marks (i32.const 0))
            (local.set $capitals (i32.const 0))
            (local.set $bits
              (i32.shl
                (i32.lt_u (i32.sub (local.get $unit) (i32.const 65)) (i32.const 26))
                (i32.const 2)))
            (block $read
              (loop $more
                (br_if $read (i32.ge_u (local.get $at) (local.get $end)))
                (local.set $unit (i32.load16_u (local.get $at)))
                (local.set $folded (i32.const 0))
                (if (i32.lt_u (local.get $unit) (i32.const 128))
                  (then
                    (local.set $folded
                      (i32.load8_u offset=128 (i32.add (local.get $ascii) (local.get $unit))))))
                (if (local.get $folded)
                  (then
                    (local.set $capitals
                      (i32.add
                        (local.get $capitals)
                        (i32.ne (local.get $folded) (local.get $unit))))
                    (local.set $digits
                      (i32.add (local.get $digits) (i32.le_u (local.get $folded) (i32.const 57)))))
                  (else
                    ;; An apostrophe that stands behind a letter and before one.
                    (br_if $read
                      (i32.and
                        (i32.ne (local.get $unit) (i32.const 39))
                        (i32.ne (local.get $unit) (i32.const 0x2019))))
                    (br_if $read
                      (i32.le_u
                        (i32.shr_u (i32.sub (local.get $at) (local.get $first)) (i32.const 1))
                        (i32.add (local.get $digits) (local.get $marks))))
                    (br_if $read (i32.ge_u (i32.add (local.get $at) (i32.const 2)) (local.get $end)))
                    (local.set $unit (i32.load16_u offset=2 (local.get $at)))
                    (br_if $read (i32.ge_u (local.get $unit) (i32.const 128)))
                    (br_if $read
                      (i32.ne
                        (i32.load8_u (i32.add (local.get $ascii) (local.get $unit)))
                        (i32.const 1)))
                    (local.set $marks (i32.add (local.get $marks) (i32.const 1)))
                    (local.set $folded (i32.const 39))))
                (i32.store16 (local.get $at) (local.get $folded))
                (local.set $hash
                  (i32.mul (i32.xor (local.get $hash) (local.get $folded)) (i32.const 0x01000193)))
                (local.set $at (i32.add (local.get $at) (i32.const 2)))
                (br $more)))
            (local.set $letters
              (i32.sub
                (i32.shr_u (i32.sub (local.get $at) (local.get $first)) (i32.const 1))
                (i32.add (local.get $digits) (local.get $marks))))
            (if (local.get $digits)
              (then (local.set $bits (i32.or (local.get $bits) (i32.const 2)))))
            (if (local.get $letters)
              (then (local.set $bits (i32.or (local.get $bits) (i32.const 1)))))
            (if
              (i32.and
                (i32.gt_u (local.get $letters) (i32.const 1))
                (i32.eq (local.get $capitals) (local.get $letters)))
              (then (local.set $bits (i32.or (local.get $bits) (i32.const 8)))))
            (if
              (i32.and
                (i32.ne (local.get $capitals) (i32.const 0))
                (i32.eqz (i32.and (local.get $bits) (i32.const 4))))
              (then (local.set $bits (i32.or (local.get $bits) (i32.const 32)))))))
        (i32.store
          (i32.add (i32.load offset=16 (local.get $text)) (local.get $token))
          (i32.shr_u (i32.sub (local.get $at) (local.get $begin)) (i32.const 1)))
        (i32.store (i32.add (i32.load offset=20 (local.get $text)) (local.get $token)) (local.get $hash))
        (i32.store8 (i32.add (i32.load offset=24 (local.get $text)) (local.get $count)) (local.get $bits))
        (local.set $count (i32.add (local.get $count) (i32.const 1)))
        (br $next)))
    (local.get $count))

  ;; Where a word of folded units stands among those that are known, 0 where it does not: `find` of vocabulary.ts.
  (func $find (param $text i32) (param $at i32) (param $length i32) (param $hash i32) (result i32)
    (local $slot i32) (local $entry i32) (local $id i32) (local $own i32) (local $one i32) (local $left i32)
    (local $both v128)
    (local.set $slot (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 15))))
    (loop $next
      (local.set $slot (i32.and (local.get $slot) (i32.load offset=40 (local.get $text))))
      (local.set $entry
        (i32.add (i32.load offset=36 (local.get $text)) (i32.shl (local.get $slot) (i32.const 3))))
      (local.set $slot (i32.add (local.get $slot) (i32.const 1)))
      (local.set $id (i32.load (local.get $entry)))
      (if (i32.eqz (local.get $id)) (then (return (i32.const 0))))
      (br_if $next (i32.ne (i32.load offset=4 (local.get $entry)) (local.get $hash)))
      (local.set $entry
        (i32.add (i32.load offset=48 (local.get $text)) (i32.shl (local.get $id) (i32.const 2))))
      (local.set $own (i32.load (local.get $entry)))
      (br_if $next
        (i32.ne (i32.sub (i32.load offset=4 (local.get $entry)) (local.get $own)) (local.get $length)))
      (local.set $own
        (i32.add (i32.load offset=44 (local.get $text)) (i32.shl (local.get $own) (i32.const 1))))
      ;; Eight units at once; of the last ones those that are the word's.
      (local.set $one (local.get $at))
      (local.set $left (i32.shl (local.get $length) (i32.const 1)))
      (loop $more
        (local.set $both (v128.xor (v128.load (local.get $one)) (v128.load (local.get $own))))
        (if (i32.lt_s (local.get $left) (i32.const 16))
          (then
            (local.set $both
              (v128.and
                (local.get $both)
                (v128.load (i32.sub (i32.add (global.get $ones) (i32.const 16)) (local.get $left)))))))
        (br_if $next (v128.any_true (local.get $both)))
        (local.set $one (i32.add (local.get $one) (i32.const 16)))
        (local.set $own (i32.add (local.get $own) (i32.const 16)))
        (local.set $left (i32.sub (local.get $left) (i32.const 16)))
        (br_if $more (i32.gt_s (local.get $left) (i32.const 0)))))
    (local.get $id))

  ;; The state of a search for phrases after another word: `step` of automaton.ts.
  (func $step (param $text i32) (param $state i32) (param $symbol i32) (result i32)
    (local $node i32) (local $low i32) (local $high i32) (local $middle i32) (local $last i32) (local $symbols i32)
    (if (i32.eqz (local.get $symbol)) (then (return (i32.const 0))))
    (local.set $symbols (i32.load offset=60 (local.get $text)))
    (block $root
      (loop $next
        (br_if $root (i32.eqz (local.get $state)))
        (local.set $node
          (i32.add (i32.load offset=56 (local.get $text)) (i32.shl (local.get $state) (i32.const 4))))
        (if (i32.and (i32.shr_u (i32.load (local.get $node)) (local.get $symbol)) (i32.const 1))
          (then
            (local.set $low (i32.load offset=4 (local.get $node)))
            (local.set $last (i32.load offset=20 (local.get $node)))
            (local.set $high (local.get $last))
            (block $found
              (loop $more
                (br_if $found (i32.ge_s (local.get $low) (local.get $high)))
                (local.set $middle (i32.shr_u (i32.add (local.get $low) (local.get $high)) (i32.const 1)))
                (if
                  (i32.lt_u
                    (i32.load16_u (i32.add (local.get $symbols) (i32.shl (local.get $middle) (i32.const 1))))
                    (local.get $symbol))
                  (then (local.set $low (i32.add (local.get $middle) (i32.const 1))))
                  (else (local.set $high (local.get $middle))))
                (br $more)))
            (if (i32.lt_s (local.get $low) (local.get $last))
              (then
                (if
                  (i32.eq
                    (i32.load16_u (i32.add (local.get $symbols) (i32.shl (local.get $low) (i32.const 1))))
                    (local.get $symbol))
                  (then (return (local.get $low))))))))
        (local.set $state (i32.load offset=8 (local.get $node)))
        (br $next)))
    (i32.load (i32.add (i32.load offset=64 (local.get $text)) (i32.shl (local.get $symbol) (i32.const 2)))))

  ;; Looks up tokens `at` to `end` of a turn whose units begin at `base`: writes the number of each form and of each known
  ;; word, lists where phrases end (token and state) and which tokens have a digit or a capital, and counts words. Gives
  ;; the first token whose form has no number yet, or `end`.
  (func (export "readWords") (param $text i32) (param $base i32) (param $at i32) (param $end i32) (result i32)
    (local $token i32) (local $start i32) (local $length i32) (local $form i32) (local $id i32) (local $state i32)
    (local $shape i32) (local $found i32) (local $marked i32) (local $words i32)
    (local.set $state (i32.load offset=68 (local.get $text)))
    (local.set $words (i32.load offset=72 (local.get $text)))
    (local.set $found (i32.load offset=76 (local.get $text)))
    (local.set $marked (i32.load offset=80 (local.get $text)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_s (local.get $at) (local.get $end)))
        (local.set $token (i32.shl (local.get $at) (i32.const 2)))
        (local.set $start (i32.load (i32.add (i32.load offset=12 (local.get $text)) (local.get $token))))
        (local.set $length
          (i32.sub
            (i32.load (i32.add (i32.load offset=16 (local.get $text)) (local.get $token)))
            (local.get $start)))
        (local.set $form (i32.const 0))
        (if (i32.le_u (local.get $length) (i32.const 40))
          (then
            (local.set $form
              (call $find
                (local.get $text)
                (i32.add
                  (i32.load (local.get $text))
                  (i32.shl (i32.add (local.get $base) (local.get $start)) (i32.const 1)))
                (local.get $length)
                (i32.load (i32.add (i32.load offset=20 (local.get $text)) (local.get $token)))))
            (br_if $done (i32.eqz (local.get $form)))))
        (i32.store (i32.add (i32.load offset=28 (local.get $text)) (local.get $token)) (local.get $form))
        (local.set $id
          (i32.load (i32.add (i32.load offset=52 (local.get $text)) (i32.shl (local.get $form) (i32.const 2)))))
        (i32.store (i32.add (i32.load offset=32 (local.get $text)) (local.get $token)) (local.get $id))
        (local.set $state (call $step (local.get $text) (local.get $state) (local.get $id)))
        (if (local.get $state)
          (then
            (if
              (i32.load offset=12
                (i32.add (i32.load offset=56 (local.get $text)) (i32.shl (local.get $state) (i32.const 4))))
              (then
                (i32.store (local.get $found) (local.get $at))
                (i32.store offset=4 (local.get $found) (local.get $state))
                (local.set $found (i32.add (local.get $found) (i32.const 8)))))))
        (local.set $shape (i32.load8_u (i32.add (i32.load offset=24 (local.get $text)) (local.get $at))))
        (if (i32.and (local.get $shape) (i32.const 6))
          (then
            (i32.store (local.get $marked) (local.get $at))
            (local.set $marked (i32.add (local.get $marked) (i32.const 4)))))
        (local.set $words
          (i32.add (local.get $words) (i32.eqz (i32.and (local.get $shape) (i32.const 16)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (i32.store offset=68 (local.get $text) (local.get $state))
    (i32.store offset=72 (local.get $text) (local.get $words))
    (i32.store offset=76 (local.get $text) (local.get $found))
    (i32.store offset=80 (local.get $text) (local.get $marked))
    (local.get $at)))
