import Controller
import Model

/// The state of `ballast top`: the shown page, its rows, and the effect of each key.
struct TopView: Sendable {
    /// The shown page.
    enum Page: Sendable, Equatable {
        case services
        /// The servers of a service.
        case service(String)
        /// The explanation of a service or server.
        case explanation(ExplainedSubject)
        case help
    }

    /// The line at the lower edge.
    enum Prompt: Sendable, Hashable {
        case none
        /// The filter is typed.
        case filter
        case change(TopChange)
    }

    /// The answers to a refresh.
    struct Answer: Sendable {
        var brief: BriefStatus
        /// The subject of the page; nil: it has none, or it is not there.
        var explained: Explained?
        /// Milliseconds since 1970.
        var time: Int64
        /// The subject that was asked about; nil: none.
        var asked: ExplainedSubject?
    }

    /// The work that follows a key.
    enum Action: Sendable, Hashable {
        case none
        /// Asks the controller at once.
        case refresh
        case apply(TopChange)
        /// Draws the whole screen.
        case redraw
        case quit
    }

    var page = Page.services
    var prompt = Prompt.none
    var filter = ""
    /// The result of the last change.
    var message: String?
    var answer: Answer?
    /// The reason that the controller does not answer, with the time of the first failure.
    var silence: (reason: String, since: Int64)?
    var history = RateHistory()
    /// The names of services in the order of the table, which only a sort changes.
    var order: [String] = []
    /// The names of the servers of the opened service, as ``order``.
    var serverOrder: [String] = []
    /// The selected service.
    var service: String?
    /// The selected server of the opened service.
    var server: String?
    /// The first shown line of an explanation.
    var scroll = 0
    /// The lines of a page.
    var pageLines = 10
    /// The time of the last key, in milliseconds since 1970.
    private var touched: Int64 = 0

    /// The time without a key after which new problems move to the top.
    ///
    /// **Unit:** milliseconds.
    private static let rest: Int64 = 30_000

    /// The subject that the controller is asked to explain; nil: none.
    var subject: ExplainedSubject? {
        switch page {
        case .services, .help: nil
        case .service(let name): ExplainedSubject(argument: name)
        case .explanation(let subject): subject
        }
    }

    /// The shown services.
    var services: [ServiceSummary] {
        guard let answer else { return [] }
        let known = Dictionary(
            answer.brief.summaries.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let all = order.compactMap { known[$0] }
        guard !filter.isEmpty else { return all }
        let word = filter.lowercased()
        return all.filter {
            $0.name.lowercased().contains(word) || $0.place.lowercased().contains(word)
                || $0.state.words.contains(word)
        }
    }

    /// The opened service; nil: not known.
    func opened(at now: Int64) -> TopServers? {
        answer?.explained.flatMap { TopServers($0, now: now) }
    }

    /// The servers of the opened service, in the order of the table.
    func servers(at now: Int64) -> [ServerSummary] {
        let all = opened(at: now)?.summary.servers ?? []
        let known = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return serverOrder.compactMap { known[$0] }
    }

    /// Shows a new answer.
    mutating func receive(_ answer: Answer) {
        silence = nil
        history.add(answer.brief.summaries, at: answer.time)
        let isFirst = self.answer == nil
        self.answer = answer
        // The page has changed since the question.
        if let asked = answer.asked, asked != subject { self.answer?.explained = nil }
        order = Self.kept(order, answer.brief.summaries.map(\.name))
        let servers = opened(at: answer.time)?.summary.servers ?? []
        serverOrder = Self.kept(serverOrder, servers.map(\.name))
        if isFirst || answer.time - touched > Self.rest { sort() }
        if service == nil || !order.contains(service ?? "") { service = services.first?.name }
    }

    /// Shows that the controller does not answer; the last values stay.
    mutating func fail(_ reason: String, at now: Int64) {
        silence = (reason, silence?.since ?? now)
    }

    /// Notes that the operator is at work.
    mutating func touch(at now: Int64) { touched = now }

    /// Moves problems to the top.
    mutating func sort() {
        guard let answer else { return }
        order = answer.brief.summaries.map(\.name)
        if let opened = opened(at: answer.time) { serverOrder = opened.summary.servers.map(\.name) }
    }

    /// Returns names in their former order, and new ones behind them.
    private static func kept(_ order: [String], _ names: [String]) -> [String] {
        let (old, new) = (Set(order), Set(names))
        return order.filter(new.contains) + names.filter { !old.contains($0) }
    }
}
