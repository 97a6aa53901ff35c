import Series
import Testing

@Suite("The index of series")
struct SeriesIndexTests {
    private static func service(_ name: String, _ place: String, _ servers: [(String, String)] = [])
        -> SeriesSubject
    {
        SeriesSubject(
            name: name, place: place, layout: .packets,
            parts: servers.map { SeriesSubject(name: $0.0, place: $0.1, layout: .packets) })
    }

    private static func id(_ name: String, _ server: String? = nil, in index: SeriesIndex)
        -> SeriesID?
    {
        let entry = index.entry(named: name)
        guard let server else { return entry?.id }
        return entry?.parts.first { $0.name == server }?.id
    }

    @Test("a renamed service keeps its series and those of its servers")
    func rename() throws {
        var index = SeriesIndex()
        let servers = [("a", "10.0.0.11:80"), ("b", "10.0.0.12:80")]
        let isNew = index.follow([Self.service("web", "tcp 10.0.0.1:80", servers)], at: 1)
        #expect(isNew)
        let former = try #require(Self.id("web", in: index))
        let part = try #require(Self.id("web", "a", in: index))
        let isRenamed = index.follow([Self.service("shop", "tcp 10.0.0.1:80", servers)], at: 2)
        #expect(isRenamed)
        #expect(Self.id("shop", in: index) == former)
        #expect(Self.id("shop", "a", in: index) == part)
        #expect(Self.id("web", in: index) == nil)
        #expect(index.entries.count == 1)
    }

    @Test("a service with another address keeps its series")
    func move() throws {
        var index = SeriesIndex()
        _ = index.follow([Self.service("web", "tcp 10.0.0.1:80")], at: 1)
        let former = try #require(Self.id("web", in: index))
        _ = index.follow([Self.service("web", "tcp 10.0.0.2:80")], at: 2)
        #expect(Self.id("web", in: index) == former)
    }

    @Test("services that swap their addresses keep the series of their names")
    func swap() throws {
        var index = SeriesIndex()
        _ = index.follow(
            [Self.service("a", "tcp 10.0.0.1:80"), Self.service("b", "tcp 10.0.0.2:80")], at: 1)
        let (a, b) = (Self.id("a", in: index), Self.id("b", in: index))
        _ = index.follow(
            [Self.service("a", "tcp 10.0.0.2:80"), Self.service("b", "tcp 10.0.0.1:80")], at: 2)
        #expect(Self.id("a", in: index) == a)
        #expect(Self.id("b", in: index) == b)
    }

    @Test("an added server changes no other series; a removed one is kept, and returns")
    func servers() throws {
        var index = SeriesIndex()
        let (one, two) = (("a", "10.0.0.11:80"), ("b", "10.0.0.12:80"))
        _ = index.follow([Self.service("web", "tcp 10.0.0.1:80", [one])], at: 1)
        let a = try #require(Self.id("web", "a", in: index))
        _ = index.follow([Self.service("web", "tcp 10.0.0.1:80", [two, one])], at: 2)
        #expect(Self.id("web", "a", in: index) == a)
        let b = try #require(Self.id("web", "b", in: index))
        #expect(a != b)
        _ = index.follow([Self.service("web", "tcp 10.0.0.1:80", [two])], at: 3)
        #expect(index.entries[0].parts.first { $0.id == a }?.left == 3)
        _ = index.follow([Self.service("web", "tcp 10.0.0.1:80", [two, one])], at: 4)
        #expect(Self.id("web", "a", in: index) == a)
    }

    @Test("a new service at the address of one that left earlier begins anew")
    func successor() throws {
        var index = SeriesIndex()
        _ = index.follow([Self.service("old", "tcp 10.0.0.1:80")], at: 1)
        let old = try #require(Self.id("old", in: index))
        _ = index.follow([], at: 2)
        _ = index.follow([Self.service("new", "tcp 10.0.0.1:80")], at: 3)
        #expect(Self.id("new", in: index) != old)
    }

    @Test("series are removed thirty days after their subjects left")
    func expiry() throws {
        var index = SeriesIndex()
        _ = index.follow([Self.service("web", "tcp 10.0.0.1:80", [("a", "10.0.0.11:80")])], at: 0)
        let ids = Set([Self.id("web", in: index), Self.id("web", "a", in: index)])
        _ = index.follow([], at: 0)
        let early = index.expire(at: SeriesIndex.retention)
        #expect(early.isEmpty)
        let expired = index.expire(at: SeriesIndex.retention + 1)
        #expect(Set(expired.map(Optional.some)) == ids)
        #expect(index.entries.isEmpty)
    }

    @Test("an unchanged document changes nothing")
    func unchanged() {
        var index = SeriesIndex()
        let subjects = [Self.service("web", "tcp 10.0.0.1:80", [("a", "10.0.0.11:80")])]
        let isFollowed = index.follow(subjects, at: 1)
        #expect(isFollowed)
        let isAgain = index.follow(subjects, at: 2)
        #expect(!isAgain)
    }

    @Test("a name that is used again has another series than a renamed subject")
    func reuse() throws {
        var index = SeriesIndex()
        _ = index.follow([Self.service("web", "tcp 10.0.0.1:80")], at: 1)
        let first = try #require(Self.id("web", in: index))
        _ = index.follow([Self.service("shop", "tcp 10.0.0.1:80")], at: 2)
        _ = index.follow(
            [Self.service("shop", "tcp 10.0.0.1:80"), Self.service("web", "tcp 10.0.0.2:80")],
            at: 3)
        #expect(Self.id("shop", in: index) == first)
        #expect(Self.id("web", in: index) != first)
    }

    @Test("a service and a proxy of one place are two")
    func layers() {
        var index = SeriesIndex()
        _ = index.follow(
            [
                SeriesSubject(name: "a", place: "10.0.0.1:80", layout: .packets),
                SeriesSubject(name: "b", place: "10.0.0.1:80", layout: .sessions),
            ], at: 1)
        #expect(index.entries.count == 2)
        #expect(Set(index.entries.map(\.id)).count == 2)
    }

    @Test("the text of an identity is parsed again")
    func text() {
        for number in [0, 1, 0xdead_beef, UInt64.max] {
            let id = SeriesID(rawValue: number)
            #expect(SeriesID(text: id.text) == id)
        }
        #expect(SeriesID(text: "12") == nil)
        #expect(SeriesID(rawValue: 0xab).path == "00/00000000000000ab.rrd")
    }
}
