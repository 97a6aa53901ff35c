import Model
import Testing

@testable import Admin

@Suite("Limits of sign-ins")
struct SignInThrottleTests {
    private static func moment(_ seconds: Int) -> Moment { Moment().adding(seconds: seconds) }

    @Test("the first attempts are free, then each waits twice as long, up to a limit")
    func waits() {
        var table = AttemptTable(free: 3, longest: 10)
        var now = 0
        var waits: [Int] = []
        for _ in 0..<9 {
            let wait = table.wait("a", at: Self.moment(now))
            waits.append(wait)
            now += wait
            table.begin("a", at: Self.moment(now))
        }
        #expect(waits == [0, 0, 0, 0, 1, 2, 4, 8, 10])
        #expect(table.wait("b", at: Self.moment(now)) == 0)
        // An hour later it is forgotten.
        #expect(table.wait("a", at: Self.moment(now + 3600)) == 0)
        table.begin("a", at: Self.moment(now + 3600))
        #expect(table.wait("a", at: Self.moment(now + 3600)) == 0)
    }

    @Test("many attempts overflow no number")
    func many() {
        var table = AttemptTable(free: 1, longest: 300)
        for _ in 0..<5000 { table.begin("a", at: Self.moment(5)) }
        #expect(table.wait("a", at: Self.moment(5)) == 300)
    }

    @Test("a flood of other keys keeps the table small and the guessed key in it")
    func flood() {
        var table = AttemptTable(free: 3, longest: 300, limit: 50)
        for _ in 0..<8 { table.begin("victim", at: Self.moment(1)) }
        for number in 0..<5000 { table.begin("key \(number)", at: Self.moment(2)) }
        #expect(table.count == 50)
        #expect(table.wait("victim", at: Self.moment(2)) > 0)
    }

    @Test("an address is limited for all names, and an IPv6 network of 64 bits is one address")
    func addresses() {
        var throttle = SignInThrottle()
        for number in 0..<6 {
            throttle.begin("name\(number)", from: "2001:db8::\(number)", at: Self.moment(1))
        }
        #expect(throttle.wait("other", from: "2001:db8::ffff:1", at: Self.moment(1)) == 1)
        #expect(throttle.wait("other", from: "2001:db8:0:1::1", at: Self.moment(1)) == 0)
        #expect(SignInThrottle.place("::ffff:192.0.2.7") == "192.0.2.7")
        #expect(SignInThrottle.place("192.0.2.7") == "192.0.2.7")
        #expect(SignInThrottle.place(String(repeating: "x", count: 5000)).count == 64)
    }

    @Test("attempts with a name from everywhere do not shut its owner out")
    func owner() {
        var throttle = SignInThrottle()
        throttle.begin("anna", from: "10.0.0.1", at: Self.moment(1))
        let isNews = throttle.succeed("anna", from: "10.0.0.1", time: 1000)
        #expect(isNews)
        for number in 0..<200 {
            throttle.begin("anna", from: "192.0.2.\(number)", at: Self.moment(2))
        }
        #expect(throttle.wait("anna", from: "198.51.100.1", at: Self.moment(2)) == 60)
        #expect(throttle.wait("anna", from: "10.0.0.1", at: Self.moment(2)) == 0)
        #expect(throttle.wait("bert", from: "198.51.100.1", at: Self.moment(2)) == 0)
    }

    @Test("a sign-in with an own name does not free the guesses of others from the address")
    func ownName() {
        var throttle = SignInThrottle()
        for round in 0..<10 {
            throttle.begin("victim", from: "10.0.0.1", at: Self.moment(round))
            throttle.begin("own", from: "10.0.0.1", at: Self.moment(round))
            _ = throttle.succeed("own", from: "10.0.0.1", time: Int64(round))
        }
        throttle.begin("victim", from: "10.0.0.1", at: Self.moment(10))
        #expect(throttle.wait("victim", from: "10.0.0.1", at: Self.moment(10)) > 1)
    }

    @Test("refusals in the log have a pace, and the next one has the number of those left out")
    func pace() {
        var pace = RefusalPace()
        let first = (0..<100).map { _ in pace.admit(at: Self.moment(100)) }
        #expect(first.compactMap(\.self) == Array(repeating: 0, count: 10))
        #expect(pace.admit(at: Self.moment(159)) == nil)
        #expect(pace.admit(at: Self.moment(160)) == 91)
        #expect(pace.admit(at: Self.moment(160)) == 0)
    }

    @Test("each author has its own pace of changes, of refusals and of sessions")
    func authors() {
        var paces = AuthorPaces()
        func count(_ name: String, _ result: AuditEntry.Result, isSession: Bool = false) -> Int {
            (0..<500).count { _ in
                let entry = AuditEntry(.init(name, .token, from: ""), "x", result: result, at: 1)
                return paces.admit(entry, isSession: isSession, at: Self.moment(100)) != nil
            }
        }
        let counts = [
            count("a", .done), count("a", .refused), count("a", .done, isSession: true),
            count("b", .done), count("a", .done),
        ]
        #expect(counts == [60, 10, 10, 60, 0])
    }

    @Test("known places are few for each account, and are renewed once a day")
    func places() {
        var known = KnownPlaces()
        let day: Int64 = 86_400_000
        let news = [day, 2 * day - 1, 2 * day].map { known.add("anna", "10.0.0.1", at: $0) }
        #expect(news == [true, false, true])
        #expect(known.places.count == 1 && known.contains("anna", "10.0.0.1"))
        for number in 0..<200 { _ = known.add("bert", "10.0.1.\(number)", at: 3 * day) }
        #expect(known.places.count == 1 + KnownPlaces.accountLimit)
        #expect(known.contains("anna", "10.0.0.1") && !known.contains("bert", "10.0.1.0"))
        for number in 0..<2000 { _ = known.add("n\(number)", "10.0.0.1", at: 4 * day) }
        #expect(known.places.count == KnownPlaces.limit)
    }
}
