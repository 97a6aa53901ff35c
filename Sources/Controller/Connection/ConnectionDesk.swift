import Addresses
import Files
import HAProxy
import Model
import Reconciliation

/// The present connections of the kernel and of HAProxy, which are read on request alone.
///
/// It has a queue of its own: reading, filtering and sorting many connections takes a moment.
actor ConnectionDesk {
    /// Reads the connections of the kernel.
    typealias Reader = @Sendable () throws -> ConnectionTable

    private let executor = QueueExecutor(label: "ballast.connections")
    private let read: Reader
    private let worker: RuntimeSocket
    private let spec: @Sendable () async -> Spec
    private let names = ClientNames()
    /// The latest tables, which requests of the same moment share.
    private let tables = SharedResults<String, ConnectionTable>(for: .seconds(2), limit: 1)

    /// The queue of all work.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Creates a desk.
    ///
    /// - Parameters:
    ///   - worker: the socket of HAProxy's worker.
    ///   - spec: returns the document in force.
    init(
        _ read: @escaping Reader, worker: RuntimeSocket, spec: @escaping @Sendable () async -> Spec
    ) {
        self.read = read
        self.worker = worker
        self.spec = spec
    }

    /// Returns the connections that a query has, up to two seconds old.
    func answer(to query: ConnectionQuery) async -> ConnectionsAnswer {
        let spec = await spec()
        // Failures are notes of the table.
        let table =
            (try? await tables.value(of: "") { await self.table(spec) }) ?? ConnectionTable()
        var answer = ConnectionsAnswer(query, of: table)
        guard query.wantsNames else { return answer }
        let addresses = Set(answer.connections.map(\.client.address))
        let known = await names.names(of: addresses)
        for place in answer.connections.indices {
            answer.connections[place].clientName =
                known[answer.connections[place].client.address]
        }
        return answer
    }

    private func table(_ spec: Spec) -> ConnectionTable {
        var table = ConnectionTable()
        if !spec.services.isEmpty {
            do {
                table = try read()
            } catch {
                table.notes.append("\(error)")
            }
            let places = ConnectionPlaces(spec)
            for place in table.connections.indices { places.name(&table.connections[place]) }
        }
        guard !spec.proxies.isEmpty || !spec.sslServices.isEmpty else { return table }
        do throws(HostFailure) {
            let sessions = ProxySessions(try worker.ask("show sess"), limit: ConnectionTable.limit)
            table.connections += sessions.connections
            table.isCut = table.isCut || sessions.isCut
        } catch {
            table.notes.append("\(error)")
        }
        return table
    }
}
