import type { AxisWords } from './form.ts'

export const age = {
  young: {
    sure: 'teenager; teenagers; adolescent; adolescents; young people; young adults; young adult; kids these days; preteen; preteens; tween; tweens; toddler; toddlers; youngster; youngsters; minors; twentysomething; twenty-something; twenty-somethings; infants; schoolchildren; school-aged children; youths; underage',
    open: 'young; younger; teen; teens; teenage; teenaged; adolescent; preteen; tween; youthful; underage; under-aged; juvenile; minor; newborn; infant; toddler; school-age; school-aged; college-age; college-aged; high-school-aged; preschool; pre-pubescent; prepubescent; pubescent; pre-adolescent; kindergarten-aged; barely legal',
  },
  middle_aged: {
    sure: 'middle-aged; middle-age; thirtysomething; thirty-something; forty-something; fifty-something; thirty-somethings; forty-somethings; fifty-somethings; midlife',
    open: 'adult; grown; grown-up; mature; middle-age; mid-life; thirtyish; fortyish; fiftyish',
  },
  old: {
    sure: 'elderly; the aged; senior citizen; senior citizens; retiree; retirees; pensioner; pensioners; sexagenarian; sexagenarians; septuagenarian; septuagenarians; octogenarian; octogenarians; nonagenarian; nonagenarians; centenarian; centenarians; supercentenarian; geriatric; old folks; older adults; older adult; old people; older people; sixty-something; seventy-something; eighty-something; ninety-something; sixty-somethings; seventy-somethings; eighty-somethings; old-timer; old-timers; oldster; golden-ager; oap; oaps',
    open: 'old; older; elder; aging; ageing; aged; senior; seniors; retired; young-at-heart; spry; long-lived; geriatric; over-the-hill; grizzled; wizened; post-menopausal; menopausal; sixtyish; seventyish; retirement-age; white-bearded; doddering',
  },
} satisfies AxisWords
