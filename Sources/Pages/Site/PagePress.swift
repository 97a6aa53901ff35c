import Admin
import Files
import Model

/// The contents of pages, drawn once a second at most, however many people see them.
///
/// A few pages are drawn at a time, each on one of two threads, and an account has one of them at
/// most, so that its pages delay those of no other account.
actor PagePress {
    private let executor = QueueExecutor(label: "ballast.pages")
    private var drawn: [Key: Entry] = [:]
    private var running: [Request: Task<Result<PageBody, APIRefusal>, Never>] = [:]
    /// The threads that draw.
    private let desks = [DrawingDesk(), DrawingDesk()]
    private var turns = PageTurns()
    private var nextDesk = 0
    /// The number of changes, which the contents from before do not show.
    private var changes = 0

    /// The thread on which pages are kept.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// A page, and the rights of its viewers.
    struct Key: Sendable, Hashable {
        /// The path, and the fields of the query that the page has.
        let target: String
        /// The rights.
        let group: AccountGroup

        /// Creates the key of a request: fields that the page does not have are no other page.
        init(_ visit: PageVisit, group: AccountGroup) {
            target = PageQuery.target(of: visit)
            self.group = group
        }
    }

    /// A page for an account, which must not wait for the turn of another one.
    private struct Request: Hashable {
        let key: Key
        let account: String
    }

    /// Draws a page of the values that were read for it.
    typealias Drawing = @Sendable () -> PageBody

    private struct Entry {
        let body: PageBody
        let time: Moment
    }

    /// The time for which contents are shown again.
    ///
    /// **Unit:** milliseconds.
    private static let lifetime: Int64 = 1000
    /// The most pages that are kept.
    private static let limit = 64
    /// The most pages of an account that wait, more than a client has connections.
    private static let backlog = 64

    /// Returns the contents of a page.
    ///
    /// - Parameters:
    ///   - account: the name of the account that asks.
    ///   - read: reads the values that the page shows.
    ///
    /// **Errors:** those of `read`.
    func body(
        _ key: Key, for account: String,
        _ read: @escaping @Sendable () async throws(APIRefusal) -> Drawing
    ) async throws(APIRefusal) -> PageBody {
        if let body = present(key) { return body }
        let request = Request(key: key, account: account)
        if let task = running[request] { return try await task.value.get() }
        guard turns.count(of: account) < Self.backlog else {
            throw APIRefusal(503, "too many pages of this account wait to be drawn")
        }
        let task = Task { () async -> Result<PageBody, APIRefusal> in
            await self.turn(of: account)
            defer { self.turns.end(account) }
            // Drawn for another account meanwhile.
            if let body = self.present(key) { return .success(body) }
            do throws(APIRefusal) {
                return .success(await self.draw(try await read()))
            } catch {
                return .failure(error)
            }
        }
        running[request] = task
        let before = changes
        let result = await task.value
        if running[request] == task { running[request] = nil }
        if before == changes, case .success(let body) = result {
            makeRoom(at: bootClock())
            drawn[key] = Entry(body: body, time: bootClock())
        }
        return try result.get()
    }

    /// Returns the contents that are shown again; nil: there are none.
    private func present(_ key: Key) -> PageBody? {
        drawn[key].flatMap {
            $0.time.milliseconds + Self.lifetime > bootClock().milliseconds ? $0.body : nil
        }
    }

    /// The number of pages that are being read or drawn, or wait for it.
    var waiting: Int { running.count }

    /// Forgets all contents, because something has changed.
    func forget() {
        changes += 1
        drawn = [:]
        running = [:]
    }

    /// Returns when the account may have a page drawn.
    private func turn(of account: String) async {
        await withCheckedContinuation { turns.wait(account, $0) }
    }

    private func draw(_ drawing: @escaping Drawing) async -> PageBody {
        nextDesk = (nextDesk + 1) % desks.count
        return await desks[nextDesk].draw(drawing)
    }

    private func makeRoom(at now: Moment) {
        guard drawn.count >= Self.limit else { return }
        drawn = drawn.filter { $0.value.time.milliseconds + Self.lifetime > now.milliseconds }
        if drawn.count >= Self.limit { drawn = [:] }
    }
}
