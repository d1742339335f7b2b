import { phrases, type PhraseList } from '../text/phrases.ts'

/** Cues of a client's talk for and against change. Written for TechDeck. */
export const talkLists = {
  change_talk: phrases(
    '{want|wanna|need|have|like|love|ready|willing|able|trying|going|gonna|got} to {stop|quit|change|cut|cut down|cut back|get help|get better|be healthy|be healthier|improve|lose weight|try|make a change|do something|work on|be a good|get off|get out|get back|be able|figure|deal|start|avoid|reduce|take care|fix}',
    "{don't|do not|didn't} {want|wanna} {to |} {do that|do this|drink|smoke|be like|end up|get in trouble|go back|keep|live like|lose|feel like this|be that|hurt|get sick|die|stop altogether}",
    "{i'll|i will|i could|i can|i'd|i should|i might|i'm gonna|i'm going to|i guess i can|i guess i could|i can probably|i could probably|i would} {try|do|stop|quit|cut|cut down|call|talk|give|start|think about|definitely|make|go|be able|dedicate|consider|work|take|find|keep|ask|set}",
    "{i'm|i am|im} {worried|concerned|scared|tired of|sick of|ready|willing|afraid|trying|committed|determined|ashamed|motivated|embarrassed}",
    '{should|need to|have to|got to|gotta|must} {stop|quit|change|cut|do something|try|get|be|find|start|take|figure}',
    "{worried about|worries me|concerns me|bothers me|scares me|not good for|bad for me|isn't good|not healthy|unhealthy|hurting my|hangover|hangovers|trouble|regret|guilty|expensive|overwhelming|massive|money|in jail|arrested|lost my job|out of control|too much|problem with my}",
    "{would be|that'd be|it'd be} {good|better|great|nice|helpful|healthier|a big change}",
    '{cut|cutting} {down|back|out}',
    '{stop|quit|quitting|stopping} {smoking|drinking|using|vaping|it|altogether|completely}',
    '{good|better} {idea|for me|for my|for him|for her|for them|for the|health|mom|dad|job|shape|example}',
    "{i've|i have} {been|already|cut|stopped|started|quit} {trying|cutting|thinking|working|down|going|doing|practicing}",
    '{my|the} {kids|son|daughter|family|health|future|job|school|education|goals|career} {is|are|and|really|means|mean}',
    '{important|motivated|motivation|confident|goal|goals|healthier|definitely|set an example|good mom|good dad|big difference|back on track}',
  ),
  sustain_talk: phrases(
    "{don't|do not|didn't|never} {want|wanna|need|plan|intend|like|care|see} {to |} {quit|stop|change|cut|talk about|be here|give up|get into|do that|do anything|help|the point|why|any reason|a problem|the problem|a reason}",
    "{not|isn't|never|n't|wasn't} {a |an |that |really |even |such |} {problem|big deal|issue|ready|bad|serious|alcoholic|addicted|worried|concerned|interested|necessary|going to work|gonna work|important|drinker}",
    "{don't|do not|didn't} {really |even |} think {it's|i'm|i have|i need|i can|that|i'd|i could|it is|i drink|i am|my|what}",
    '{i|i really|i just|i also|i do|still} {like|enjoy|love|crave|miss} {it|to|the|drinking|smoking|my|having|being|that|a|smoking}',
    "{it's|it is|it was|that's|it's just|it's been|they're} {fun|relaxing|hard|difficult|too hard|tough|so hard|impossible|not that bad|normal|my|fine|legal|who i am|just what|how i|no big deal|really hard|unfair|not fair|stupid}",
    '{helps|help|makes} {me|to} {relax|relaxed|unwind|cope|sleep|calm|deal|forget|feel better|loosen|think|get through|stress|concentrate|focus|be|more}',
    "{can't|couldn't|cannot|can not} {imagine|stop|quit|do|just|see|help|afford|really|go|give|handle|stand|cope|sleep}",
    '{everyone|everybody|all my friends|my friends|other people|people} {drinks|drink|does|do|smokes|smoke|else|all|i know|they}',
    "{i know|i've tried|i tried|tried} {but|it|that|the|before|everything|patches|quitting|gum|it before|a couple|once}",
    "{my whole life|all my life|for years|whatever|no point|waste of time|what's the point|leave me alone|none of your|who cares|i don't care|don't see|not gonna|not going to|i'm not|stress|stressed|bored|relax|crave|craving|cravings|lectures}",
    "{it|that} {didn't|doesn't|won't|wouldn't|never} {work|help|stop|matter|bother|affect|make}",
    '{only|just} {drink|smoke|had|have|a few|a couple|one|two|three|once|on weekends}',
  ),
} satisfies Record<string, PhraseList>
