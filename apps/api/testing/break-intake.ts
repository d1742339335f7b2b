import { MongoClient } from 'mongodb'

/** From here on the database itself takes no audit entry of this test's: a rule of the collection refuses them. */
export async function breakIntake(dbName: string): Promise<void> {
  const client = await MongoClient.connect(process.env['MONGODB_URI'] ?? '')
  try {
    const database = client.db(dbName)
    const there = await database.listCollections({ name: 'auditIntake' }).toArray()
    if (there.length === 0) await database.createCollection('auditIntake')
    await database.command({ collMod: 'auditIntake', validator: { never: 'there' } })
  } finally {
    await client.close()
  }
}
