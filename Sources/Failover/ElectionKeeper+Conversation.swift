import Files
import Glibc
import Model
import Speaker

/// The messages to and from the process.
extension ElectionKeeper {
    /// Time between two statuses, which are also the controller's sign of life.
    private static let lookPeriod = Duration.seconds(1)
    /// Time without a reply after which the process is reported as stuck.
    private static let silenceLimit = Duration.seconds(3)
    /// Looks of this controller at a stuck process until it is killed and started again: after a
    /// pause of the whole machine it replies before.
    private static let patience = 10

    /// Time without the socket of the process after which it is replaced.
    private static let socketLimit = Duration.seconds(5)

    /// Receives the waiting messages, and sends the requests that are due.
    func converse() async {
        do throws(SocketFailure) {
            try await receive()
            if wish == .none {
                // The end depends on its role.
                if session?.status == nil, await isResponsive() { return }
                return await retire()
            }
            guard await isResponsive() else { return }
            try await send()
        } catch {
            await lose(error)
        }
    }

    /// Receives waiting messages.
    func receive() async throws(SocketFailure) {
        while let message = try session?.connection.next() {
            switch message {
            case .event(let event):
                session?.update(event)
                // The status has the other nodes' view of it.
                if event.kind == .role { session?.nextLook = .now }
                course.left.note(event)
                journal.append(event.number)
                await news.tell(event.reportKind, event.sentence)
            case .reply(.status(let status), to: _):
                try greet(status)
                await solve(.process)
                await reportAbsences(in: status)
                await news.probing(status.probing)
            case .reply(.refused(let reason), to: .settings):
                session?.refusal = reason
                await complain(
                    "the election process refuses the settings: \(reason)", of: .document)
            case .reply(.refused(let reason), to: .status):
                // The process continues, and its socket shows that it is alive.
                session?.isUnreadable = true
                if let process = session?.connection.process {
                    await complain(
                        "the election process \(process.pid) is of another version: \(reason)")
                }
            case .reply(.refused, to: .condition):
                // Another connection is the controller's; the next status is followed by `adopt`.
                session?.isAdopted = false
                try session?.connection.send(.status)
            case .reply(.accepted, to: .settings):
                session?.refusal = nil
                await solve(.document)
            case .reply: break
            }
        }
    }

    /// Records a status, and makes the connection the controller's after the first one, and again
    /// after this process was not scheduled for so long that it counted as lost.
    private func greet(_ status: SpeakerStatus) throws(SocketFailure) {
        session?.update(status)
        session?.updateProgram(site.program)
        standby.restore()
        guard session?.isAdopted == false || !status.hasController else { return }
        session?.isAdopted = true
        session?.condition = nil
        try session?.connection.send(.adopt(after: journal.resume(session: status.session)))
    }

    /// Reports the nodes that are no longer heard, and those that are heard again.
    private func reportAbsences(in status: SpeakerStatus) async {
        guard case .election(let settings) = wish, session?.settings == settings else { return }
        for event in session?.absences.update(status, settings, at: .now) ?? [] {
            await news.tell(event.kind, event.sentence)
        }
        for sentence in course.left.update(status, at: wallClock()) {
            await news.tell(.recovered, sentence)
        }
    }

    /// Sends the differences between the wanted state and that of the process.
    private func send() async throws(SocketFailure) {
        guard let session, session.isAdopted else { return }
        if case .election(let settings) = wish, session.settings != settings {
            self.session?.settings = settings
            // Groups that begin with these settings need the condition and the standby.
            self.session?.condition = nil
            self.session?.nextLook = .now
            if course.keepsAddresses { try session.connection.send(.keepAddresses) }
            course.keepsAddresses = false
            try session.connection.send(.settings(settings))
            for group in settings.groups where standby.contents?.contains(group.name) == true {
                try session.connection.send(.standBy(group: group.name))
            }
        }
        guard session.nextLook <= .now else { return }
        self.session?.nextLook = .now + (waiting > 0 ? Self.period : Self.lookPeriod)
        var condition = await news.condition()
        if condition == nil, session.status?.groups.isEmpty != false {
            // Without a condition a new process counts as healthy; an adopted one keeps its own.
            condition = .unready
        }
        if let condition, condition != self.session?.condition {
            self.session?.condition = condition
            try session.connection.send(.condition(condition, group: nil))
        }
        for group in session.status?.groups ?? [] {
            guard let isWanted = standby.contents?.contains(group.name),
                isWanted != group.isStandingBy
            else { continue }
            let name = group.name
            try session.connection.send(isWanted ? .standBy(group: name) : .resume(group: name))
        }
        try session.connection.send(.status)
    }

    /// Whether the process replies and has its socket; otherwise it is reported, and after a while
    /// replaced.
    private func isResponsive() async -> Bool {
        guard let connection = session?.connection else { return false }
        if connection.silence > Self.silenceLimit {
            session?.silentLooks += 1
            if let looks = session?.silentLooks, looks > Self.patience {
                connection.process.send(SIGKILL)
                return false
            }
            let reason = connection.process.isStopped ? ": a signal has stopped it" : ""
            await complain(
                "the election process \(connection.process.pid) does not answer\(reason)")
            return false
        }
        session?.silentLooks = 0
        guard access(site.socket, F_OK) != 0, errno == ENOENT else {
            session?.socketless = nil
            return true
        }
        // The process makes it again, and reports that.
        let since = session?.socketless ?? .now
        session?.socketless = since
        guard ContinuousClock.now - since > Self.socketLimit else { return true }
        // Without its socket the next controller could not adopt it.
        await news.tell(
            .drift, "removed outside Ballast: \(site.socket); the election process is replaced")
        let process = connection.process
        session = nil
        await end(process)
        return false
    }
}
