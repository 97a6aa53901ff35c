/// The servers that use a probe, usually a single one, for which a set would be large.
struct ServerGroup: Sendable, Sequence {
    private enum Members {
        case none
        case one(ServerID)
        case many(Set<ServerID>)
    }

    private var members = Members.none

    /// Whether it has no server.
    var isEmpty: Bool {
        switch members {
        case .none: true
        case .one: false
        case .many(let servers): servers.isEmpty
        }
    }

    mutating func insert(_ server: ServerID) {
        switch members {
        case .none: members = .one(server)
        case .one(let first): members = first == server ? members : .many([first, server])
        case .many(var servers):
            members = .none
            servers.insert(server)
            members = .many(servers)
        }
    }

    mutating func remove(_ server: ServerID) {
        switch members {
        case .none: break
        case .one(let first): if first == server { members = .none }
        case .many(var servers):
            members = .none
            servers.remove(server)
            members = .many(servers)
        }
    }

    /// The servers, each once.
    struct Iterator: IteratorProtocol {
        fileprivate var single: ServerID?
        fileprivate var others: Set<ServerID>.Iterator?

        /// Returns the next server; nil: there is none.
        mutating func next() -> ServerID? {
            if let single {
                self.single = nil
                return single
            }
            return others?.next()
        }
    }

    func makeIterator() -> Iterator {
        switch members {
        case .none: Iterator()
        case .one(let server): Iterator(single: server)
        case .many(let servers): Iterator(others: servers.makeIterator())
        }
    }
}
