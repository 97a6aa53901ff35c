import Testing

@testable import HAProxy

@Suite("Changes of servers between two looks")
struct ServerWatchTests {
    /// Rows of `b`: name, status and how often each went down.
    private static func statistics(_ rows: [(String, String, Int)]) throws -> Statistics {
        let lines = rows.map { "b,\($0.0),\($0.1),2,\($0.2),L4CON,Connection refused" }
        return try #require(
            Statistics(
                "# pxname,svname,status,type,chkdown,check_status,last_chk\n"
                    + lines.map { $0 + "\n" }.joined()))
    }

    /// The changes as `name+` or `name-`, with `!` where the state was another in between.
    private static func changes(
        _ watch: inout ServerWatch, _ rows: [(String, String, Int)]
    ) throws -> [String] {
        try watch.changes(in: statistics(rows)).map {
            $0.place.server + ($0.isUp ? "+" : "-") + ($0.wasOther ? "!" : "")
        }
    }

    @Test("a server that goes down and comes back is told, also when no look saw it down")
    func outages() throws {
        var watch = ServerWatch()
        #expect(try Self.changes(&watch, [("a", "UP", 0), ("c", "DOWN", 0)]) == ["c-"])
        #expect(try Self.changes(&watch, [("a", "UP 1/2", 0), ("c", "DOWN 1/2", 0)]) == [])
        #expect(try Self.changes(&watch, [("a", "DOWN", 1), ("c", "UP", 0)]) == ["a-", "c+"])
        #expect(try Self.changes(&watch, [("a", "UP", 1), ("c", "UP", 2)]) == ["a+", "c+!"])
        #expect(try Self.changes(&watch, [("a", "DOWN", 2), ("c", "DOWN", 3)]) == ["a-", "c-"])
        #expect(try Self.changes(&watch, [("a", "DOWN", 3), ("c", "DOWN", 3)]) == ["a-!"])
    }

    @Test("a new worker counts from 0, and servers that are not checked are no change")
    func others() throws {
        var watch = ServerWatch()
        #expect(try Self.changes(&watch, [("a", "UP", 7), ("c", "no check", 0)]) == [])
        #expect(try Self.changes(&watch, [("a", "UP", 0), ("c", "MAINT", 0)]) == [])
        #expect(try Self.changes(&watch, [("a", "UP", 1)]) == ["a+!"])
        let change = try watch.changes(in: Self.statistics([("a", "DOWN", 2)]))[0]
        #expect(change.check?.description == "Connection refused (L4CON)")
    }

    @Test("maintenance keeps the state before it; a removed server is forgotten")
    func forgotten() throws {
        var watch = ServerWatch()
        #expect(try Self.changes(&watch, [("a", "DOWN", 1), ("c", "DOWN", 1)]) == ["a-", "c-"])
        #expect(try Self.changes(&watch, [("a", "MAINT", 1)]) == [])
        #expect(try Self.changes(&watch, [("a", "UP", 1), ("c", "DOWN", 1)]) == ["a+", "c-"])
    }

    @Test("maintenance, seen or not between two looks, is no outage")
    func takenOut() throws {
        var watch = ServerWatch()
        func look(_ status: String, falls: Int, failures: Int) throws -> [String] {
            let text =
                "# pxname,svname,status,type,chkfail,chkdown,check_status\n"
                + "b,a,\(status),2,\(failures),\(falls),L4OK\n"
            return watch.changes(in: try #require(Statistics(text))).map {
                ($0.isUp ? "+" : "-") + ($0.wasOther ? "!" : "")
            }
        }
        #expect(try look("UP", falls: 0, failures: 0) == [])
        #expect(try look("MAINT", falls: 1, failures: 0) == [])
        #expect(try look("UP", falls: 1, failures: 0) == [])
        #expect(try look("UP", falls: 2, failures: 0) == [])
        #expect(try look("UP", falls: 3, failures: 3) == ["+!"])
        #expect(try look("DRAIN", falls: 4, failures: 6) == [])
        #expect(try look("UP", falls: 4, failures: 6) == [])
        #expect(try look("DOWN", falls: 5, failures: 9) == ["-"])
    }

    @Test("a server that begins as down, or is moved so, is no change before a check of it failed")
    func beginnings() throws {
        var watch = ServerWatch()
        func look(
            _ status: String, _ check: String, falls: Int = 1, at address: String = "10.0.0.1:80"
        ) throws -> [Bool] {
            let text =
                "# pxname,svname,status,type,chkdown,check_status,last_chk,addr\n"
                + "b,a,\(status),2,\(falls),\(check),,\(address)\n"
            return watch.changes(in: try #require(Statistics(text))).map(\.isUp)
        }
        for check in ["INI", "* INI"] { #expect(try look("DOWN", check) == []) }
        #expect(try look("UP", "L4OK") == [])
        #expect(try look("DOWN", "L4CON", falls: 2) == [false])
        // HAProxy is started anew.
        #expect(try look("UP", "INI", falls: 0) == [])
        #expect(try look("DOWN", "L4CON", falls: 1) == [])
        #expect(try look("UP", "L4OK", falls: 2) == [true])
        // The result of its old place says nothing of the new one.
        #expect(try look("DOWN", "L4OK", falls: 3, at: "10.0.0.2:80") == [])
        #expect(try look("UP", "L4OK", falls: 3, at: "10.0.0.2:80") == [])
        #expect(try look("DOWN", "* L4TOUT", falls: 4, at: "10.0.0.3:80") == [false])
    }
}
