import Admin
import Files
import Model

/// The contents of pages, drawn once a second at most, however many people see them.
///
/// Pages are drawn on a thread of their own.
actor PagePress {
    private let executor = QueueExecutor(label: "ballast.pages")
    private var drawn: [Key: Entry] = [:]
    private var running: [Key: Task<Result<PageBody, APIRefusal>, Never>] = [:]
    /// The number of changes, which the contents from before do not show.
    private var changes = 0

    /// The thread on which pages are drawn.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// A page, and the rights of its viewers.
    struct Key: Sendable, Hashable {
        /// The path and the query.
        let target: String
        /// The rights.
        let group: AccountGroup
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

    /// Returns the contents of a page.
    ///
    /// - Parameter read: reads the values that the page shows.
    ///
    /// **Errors:** those of `read`.
    func body(
        _ key: Key, _ read: @escaping @Sendable () async throws(APIRefusal) -> Drawing
    ) async throws(APIRefusal) -> PageBody {
        let now = bootClock()
        if let entry = drawn[key], entry.time.milliseconds + Self.lifetime > now.milliseconds {
            return entry.body
        }
        if let task = running[key] { return try await task.value.get() }
        let task = Task { () async -> Result<PageBody, APIRefusal> in
            do throws(APIRefusal) {
                return .success(self.draw(try await read()))
            } catch {
                return .failure(error)
            }
        }
        running[key] = task
        let before = changes
        let result = await task.value
        running[key] = nil
        if before == changes, case .success(let body) = result {
            makeRoom(at: now)
            drawn[key] = Entry(body: body, time: now)
        }
        return try result.get()
    }

    /// Forgets all contents, because something has changed.
    func forget() {
        changes += 1
        drawn = [:]
        running = [:]
    }

    private func draw(_ drawing: Drawing) -> PageBody { drawing() }

    private func makeRoom(at now: Moment) {
        guard drawn.count >= Self.limit else { return }
        drawn = drawn.filter { $0.value.time.milliseconds + Self.lifetime > now.milliseconds }
        if drawn.count >= Self.limit { drawn = [:] }
    }
}
