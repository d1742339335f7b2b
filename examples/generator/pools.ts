const list = (text: string): string[] => text.trim().split(/\s*[,\n]\s*/)

export const FEMALE =
  list(`Amara, Beatriz, Carmen, Dalia, Elif, Fatima, Grace, Hannah, Ingrid, Jasmine, Keiko, Leila, Maya, Nadia,
Olivia, Priya, Rosa, Siobhan, Tamsin, Ursula, Valentina, Wanda, Ximena, Yasmin, Zoë, Agnes, Brenda, Chloe, Denise, Esther,
Freya, Gloria, Helga, Irene, Joyce, Latoya, Mei, Noor, Paula, Renée`)
export const MALE =
  list(`Andrew, Bashir, Callum, Diego, Emeka, Farid, Gareth, Hiro, Ibrahim, Jamal, Kwame, Liam, Marek, Nikhil,
Owen, Pavel, Quentin, Rashid, Stefan, Tomás, Umar, Victor, Wesley, Xavier, Yusuf, Zachary, Anton, Bernard, Curtis, Desmond,
Erik, Franco, Gordon, Hamish, José, Kenji, Leroy, Malik, Neil, Patrick`)
export const SURNAMES =
  list(`Abernathy, Bianchi, Castellano, Delacroix, Eriksen, Fairweather, Gutiérrez, Haddad, Iwasaki, Jovanovic,
Kowalczyk, Lindqvist, Mbeki, Nakamura, Okafor, Petrov, Quigley, Ramaswamy, Svensson, Thornbury, Uddin, Vasquez, Whitlock,
Yilmaz, Zimmerman, O'Connell, Adeyemi, Bergström, Chaudhry, Dunmore`)
export const EMPLOYERS =
  list(`Northgate Logistics, Harlow & Finch, Bluefern Foods, Kestrel Insurance, Oakmere Council, Redwell Motors,
Silverline Couriers, Tideway Bank, Umberly Textiles, Vantor Software, Westbrook Dairies, Crestfall Airlines`)
export const SCHOOLS =
  list(`Ashcombe College, Bramley High, Dunwich University, Eastlake Academy, Fernhill School, Granby Institute,
Holloway Technical College, Larkfield Secondary, Merrow University, Stonebridge College`)
export const HOSPITALS =
  list(`St. Brannoc's, Larchmont General, Meadowbank Hospital, Queen's Infirmary, Riverside Clinic, Tolland Memorial,
Whitmoor Hospital, Ashgrove Medical Center`)
export const CITIES =
  list(`Aberdeen, Boise, Cardiff, Duluth, Exeter, Fresno, Galway, Halifax, Ipswich, Knoxville, Leeds, Mobile, Norwich,
Omaha, Plymouth, Reno, Spokane, Tacoma, Utrecht, Winnipeg`)
export const STREETS =
  list(`Larkspur Lane, Mill Road, Cedar Avenue, Harbour Street, Old Quarry Road, Juniper Court, Station Road,
Primrose Hill, Kingfisher Close, Maple Drive, Chapel Street, Elmwood Terrace`)
export const POSTCODES = list(`ZZ1 4QX, ZZ99 3VZ, XX5 6QQ, 00012, 00045, 00087, ZZ7 8XY, QX2 9ZZ`)
export const MONTHS = list(
  `January, February, March, April, May, June, July, August, September, October, November, December`,
)
export const HANDLES =
  list(`moonlitfern, quietotter, paperkite, stormygull, greyheron, tinlantern, mossyfox, bluekettle, nightbus,
lostmitten, redwellies, oldcompass`)

/** Values that identify nobody; slot → pool. Each pool has at least five, so five variants of a skeleton differ. */
export const PLAIN: { [slot: string]: readonly string[] } = {
  days: ['five days', 'ten days', 'six days', 'a few days', 'four days', 'eight days'],
  weeks: ['three weeks', 'six weeks', 'two weeks', 'a few weeks', 'four weeks', 'five weeks'],
  months: ['four months', 'eight months', 'half a year', 'nine months', 'five months', 'seven months'],
  years: ['two years', 'seven years', 'almost ten years', 'three years', 'a dozen years', 'five years'],
  hour: ['three in the morning', 'half past two', 'four a.m.', 'quarter to three', 'two at night', 'ten past four'],
  season: ['spring', 'the autumn', 'the summer', 'the winter', 'the holidays', 'the new year'],
  job: ['nurse', 'paramedic', 'care assistant', 'staff nurse', 'radiographer', 'midwife'],
  trade: ['electrician', 'lorry driver', 'teacher', 'chef', 'postman', 'accountant', 'shop manager', 'welder'],
  subject: ['organic chemistry', 'contract law', 'statistics', 'anatomy', 'microeconomics', 'linear algebra'],
  pet: ['dog', 'cat', 'old terrier', 'spaniel', 'collie', 'greyhound'],
  hobby: ['model boats', 'guitar', 'allotment', 'carving', 'motorbike', 'piano'],
  food: ['toast', 'soup', 'porridge', 'crackers', 'rice', 'a banana'],
  drink: ['red wine', 'vodka', 'lager', 'cider', 'whisky', 'gin'],
  amount: ['six cans', 'a bottle', 'four or five glasses', 'most of a bottle', 'eight pints', 'half a litre'],
  cigs: ['twenty', 'a pack', 'fifteen', 'thirty', 'a pack and a half', 'twenty-five'],
  place: ['the kitchen', 'the car', 'the bathroom', 'the hallway', 'the garden shed', 'the stairwell'],
  weekday: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  money: [
    'two hundred pounds',
    'eight hundred dollars',
    'three thousand',
    'twelve hundred',
    'six hundred euros',
    'nine hundred',
  ],
  sport: ['football', 'swimming', 'rowing', 'netball', 'judo', 'athletics'],
  age: ['sixteen', 'nineteen', 'seventeen', 'eighteen', 'fifteen', 'fourteen'],
  kidage: ['three', 'five', 'seven', 'six', 'four', 'eight'],
  game: ['chess', 'cards', 'dominoes', 'backgammon', 'bingo', 'draughts'],
  tune: ['a hymn', 'an old love song', 'something by the Beatles', 'a waltz', 'a lullaby', 'jazz'],
}
