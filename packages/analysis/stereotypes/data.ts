import { phrases, type PhraseList } from '../text/phrases.ts'

/** Wording that says a thing of a whole group. Written for TechDeck. */
export const stereotypeLists = {
  generalisation: phrases(
    '{always|never|naturally|inherently|simply}',
    "{can't|cannot|don't|aren't|shouldn't|won't|are not|are too|are so|are all|are just|are naturally|are more|are less|are bad|are better|are supposed|are known|are always|are never|are usually|tend to|need to|should be|should stay|belong|are meant|know how|are good|are born|are lazy|are dangerous|are violent|are weak|are emotional|are terrible|make bad|make terrible|are to blame|lack|love to|only want|only care}",
  ),
  type_of_people: phrases(
    '{people|folks|women|men|girls|boys|guys|kids|someone|patients|clients} {like|of} {you|your kind|your type|your background|your culture|your religion|your race|your age}',
    '{people|folks|women|men|girls|boys|guys|kids|patients|clients} of {that|this} {kind|sort|type}',
    '{you|all you} people',
    '{your|those|these|that} {kind|sort|type} of people',
    '{your|their} kind {always|never|of people}',
    '{typical|normal|expected|what you expect} {of|for|from|} {women|men|girls|boys|teenagers|immigrants|old people|young people|gay men|people like you}',
    "{you know how|that is how|that is just how|that's how|that's just how|just how} {women|men|girls|boys|teenagers|immigrants|old people|young people|gay men|people like you}",
    "{as a|for a|being a|you're a} {woman|man|girl|guy|mother|immigrant|foreigner|christian|muslim|jew|gay man|black man|black woman|single mom|single mother} you {should|shouldn't|can't|cannot|must|need to|have to|ought to|will never|would}",
    "{that's|that is|it's} {because you're a|because you are a|because you're|what happens when you're} {woman|man|girl|guy|female|male|black|white|gay|asian|muslim|immigrant|hormonal}",
    "{that's|that is|it's} {a|such a} {woman|man|girl|guy|female|male|black|white|gay|asian|muslim|immigrant|hormonal} {thing|problem}",
    '{act|behave|dress|talk|think} {more |} like a {real |proper |} {man|woman|lady}',
    "{real|proper} {men|women|man} {don't|do|never|always|doesn't}",
    "{man up|boys don't cry|boys will be boys|women's work|drama queen|that time of the month}",
    'not {ladylike|manly|feminine}',
    'for {someone|a person} {of your|your} {age|size|race|background|weight|kind}',
    '{too old|too young} {to|for} {change|learn|understand|that|know}',
  ),
  /** What says a thing of many only where a generalisation follows: "people like him always lie". */
  compared_people: phrases(
    '{people|folks|women|men|girls|boys|guys|kids|someone} like {him|her|them|that|those people|these people}',
    '{those|these} people',
  ),
} satisfies Record<string, PhraseList>
