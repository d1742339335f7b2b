/** Luhn's check over the digits of a card number; other characters are passed over. */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  let double = false
  for (let at = digits.length - 1; at >= 0; at--) {
    const value = digits.charCodeAt(at) - 48
    if (value < 0 || value > 9) continue
    const weighted = double ? value * 2 : value
    sum += weighted > 9 ? weighted - 9 : weighted
    double = !double
  }
  return sum > 0 && sum % 10 === 0
}

/** ISO 7064 mod 97-10 of an IBAN without spaces. */
export function passesIban(iban: string): boolean {
  const turned = iban.slice(4) + iban.slice(0, 4)
  let rest = 0
  for (const character of turned.toUpperCase()) {
    const value = parseInt(character, 36)
    if (Number.isNaN(value)) return false
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}

/** Check digit of a 17-character vehicle identification number (North America). */
export function passesVin(vin: string): boolean {
  const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
  const values = '0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ'
  if (vin.length !== 17) return false
  let sum = 0
  for (let at = 0; at < 17; at++) {
    const place = values.indexOf(vin[at])
    if (place < 0 || vin[at] === '.') return false
    sum += (place % 10) * weights[at]
  }
  return vin[8] === '0123456789X'[sum % 11]
}
