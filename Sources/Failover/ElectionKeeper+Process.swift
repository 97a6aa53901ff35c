import Files
import Glibc
import Model
import Speaker

/// The start, the adoption and the end of the process.
extension ElectionKeeper {
    /// Time within which a new process must open its socket.
    private static let startLimit = Duration.seconds(5)
    /// Time within which a process must end after it was asked to.
    private static let endLimit = Duration.seconds(10)

    /// Connects to the running process, or starts one if the document wants an election.
    func connect() async {
        do throws(SocketFailure) {
            guard let connection = try ElectionConnection(path: site.socket) else { return }
            // The session begins with a status, which names the process and its events.
            try connection.send(.status)
            session = ElectionSession(connection)
            starting = nil
            pace.start()
        } catch {
            guard error.number == ENOENT || error.number == ECONNREFUSED else {
                return await complain("\(error)")
            }
            await start()
        }
    }

    private func start() async {
        if let (process, since) = starting {
            if process.hasEnded {
                starting = nil
                pace.end()
                await complain("the election process does not start: \(lastWords)")
            } else if ContinuousClock.now - since > Self.startLimit {
                process.send(SIGKILL)
            }
            return
        }
        guard case .election = wish, pace.isDue() else { return }
        // A process without its socket would go on, and both would move the addresses. It makes the
        // socket again in a moment, if it can.
        let strays = ElectionProcess.all(socket: site.socket)
        let since = straying ?? .now
        straying = strays.isEmpty ? nil : since
        if !strays.isEmpty, ContinuousClock.now - since < Self.startLimit { return }
        for stray in strays {
            await news.tell(
                .failed,
                "failover: the election process \(stray.pid) has lost its socket; another one "
                    + "is started")
            await end(stray)
        }
        do throws(HostFailure) {
            try OwnDirectory(path: site.folder, mode: 0o700).make()
            pace.start()
            starting = (
                try ElectionProcess.start(
                    site.program, socket: site.socket, output: site.output), .now
            )
        } catch {
            pace.end()
            await complain("\(error)")
        }
    }

    /// The last line that the process has printed.
    private var lastWords: String {
        guard let text = readText(site.output, limit: 1024) else {
            return "\(site.output) has no reason"
        }
        return text.split(separator: "\n").last.map(String.init)
            ?? "it printed no reason to \(site.output)"
    }

    /// Ends a process in order, and after a limit in any case.
    func end(_ process: ElectionProcess) async {
        process.send(SIGTERM)
        if await process.waitForEnd(within: Self.endLimit) { return }
        process.send(SIGKILL)
        _ = await process.waitForEnd(within: Self.endLimit)
    }

    /// Forgets a session whose connection has failed.
    ///
    /// An end without a request is reported; the next turn starts another process.
    func lose(_ failure: SocketFailure) async {
        guard let process = session?.connection.process else { return }
        let hasLeftRoles = session?.hasLeftRoles ?? false
        session = nil
        pace.end()
        // A process that ends closes its sockets a moment before.
        guard await process.waitForEnd(within: .seconds(1)) else {
            return await complain("the connection to the election process is lost: \(failure)")
        }
        // The exit status of an adopted process is unknown.
        if process.end == .exited(0) || process.end == nil && hasLeftRoles {
            return await news.tell(
                .drift,
                "failover: the election process \(process.pid) was asked to end outside Ballast; "
                    + "another one is started")
        }
        let reason =
            switch process.end {
            case .exited(let status): "exit status \(status)"
            case .killed(let signal): "signal \(signal)"
            case nil: "process \(process.pid)"
            }
        await complain("the election process has ended: \(reason)")
    }

    /// Ends the election, because the document no longer has one.
    ///
    /// The process of an active node is killed, not stopped: its addresses stay, and the loop finds
    /// them in place. A backup has none. With `--no-addresses` nothing would remove them, so that
    /// another node takes them over.
    func retire() async {
        let staysHere = session?.isActive == true && site.managesAddresses
        if staysHere { await leaveVirtualLinks() }
        guard let session else { return }
        let process = session.connection.process
        self.session = nil
        if staysHere {
            process.send(SIGKILL)
            _ = await process.waitForEnd(within: Self.endLimit)
            unlink(site.socket)
        } else {
            await end(process)
        }
        await news.tell(
            .role,
            site.managesAddresses
                ? "the election has ended, because the document has no failover: this node adds "
                    + "and removes the virtual addresses itself"
                : "the election has ended: this controller leaves addresses alone")
        await solve(.process)
    }

    /// Lets an active process put its addresses on the interfaces of the document, and remove those
    /// with virtual MAC addresses, which would stay after it was killed.
    ///
    /// A controller that never sent the settings of the process leaves them.
    private func leaveVirtualLinks() async {
        guard let session, var settings = session.settings,
            settings.groups.contains(where: \.hasVirtualMAC)
        else { return }
        for index in settings.groups.indices { settings.groups[index].hasVirtualMAC = false }
        let process = session.connection.process
        let deadline = ContinuousClock.now + Self.endLimit
        do throws(SocketFailure) {
            try session.connection.send(.settings(settings))
            // The first status may be the reply to an earlier request.
            for _ in 0..<2 { try session.connection.send(.status) }
            while let now = self.session?.statuses, now < session.statuses + 2,
                !process.hasEnded, ContinuousClock.now < deadline
            {
                try await receive()
                _ = await process.waitForEnd(within: .milliseconds(20))
            }
        } catch {
            await complain("\(error)")
        }
    }

    /// Ends the election with the controller: hands all roles over in order, for a limited time.
    ///
    /// - Parameter handsOver: false: the process goes on for its grace, and the next controller
    ///   adopts it.
    public func finish(handsOver: Bool) async {
        starting?.process.send(SIGTERM)
        guard handsOver, let session else { return }
        let process = session.connection.process
        do throws(SocketFailure) {
            if !session.isAdopted { try session.connection.send(.adopt(after: nil)) }
            try session.connection.send(.stop)
            let deadline = ContinuousClock.now + Self.endLimit
            while !process.hasEnded, ContinuousClock.now < deadline {
                try await receive()
                _ = await process.waitForEnd(within: .milliseconds(50))
            }
            // The last events arrive with the end.
            try await receive()
        } catch {
            // The process has ended, or does not take the request.
        }
        if process.hasEnded {
            self.session = nil
        } else {
            await news.tell(
                .failed,
                "failover: the election process \(process.pid) does not end; it keeps its role")
        }
    }
}
