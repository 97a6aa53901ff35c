import Glibc

/// The agent's loop: one thread that waits in `poll(2)` for clients, the command and timers.
struct AgentServer {
    private let listener: Listener
    private let options: AgentOptions
    private var answer = AgentAnswer()
    private var times = ProcessorTimes.now()
    private var nextLook: Int64
    private var clients: [Client] = []
    private var command: CommandRun?
    private var commandHasFailed = false
    /// Maximum number of clients, limited by the options and by the available descriptors.
    private let room: Int
    /// The time until which no client is accepted, because the machine lacks a resource.
    private var rest: Int64 = 0

    init(_ listener: Listener, _ options: AgentOptions) {
        self.listener = listener
        self.options = options
        room = min(options.connections, Self.spareDescriptors)
        nextLook = Self.now
        // Before the first interval ends, the mean since boot is used.
        if !options.noProcessor {
            answer.processor = .init(times?.idleness(since: ProcessorTimes(idle: 0, total: 0)))
        }
        if options.command != nil { answer.command = .unknown }
        look()
        nextLook = Self.now + Self.milliseconds(options.interval)
    }

    /// Runs for ever.
    mutating func run() {
        while true {
            var waiting = [
                // `poll` ignores a negative descriptor.
                pollfd(
                    fd: rest > Self.now ? -1 : listener.descriptor, events: Int16(POLLIN),
                    revents: 0),
                pollfd(fd: commandOutput, events: Int16(POLLIN), revents: 0),
            ]
            waiting += clients.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
            poll(&waiting, nfds_t(waiting.count), patience)
            if waiting[1].revents != 0 { command?.receive() }
            if command?.isSilent == true { endCommand() }
            serve(waiting.dropFirst(2).map { $0.revents != 0 })
            if waiting[0].revents != 0 { accept() }
            expire()
        }
    }

    // MARK: Clients

    private mutating func serve(_ isReady: [Bool]) {
        let line = answer.line(percent: options.percent)
        var left: [Client] = []
        for (position, var client) in clients.enumerated() {
            if !isReady[position] || client.receive(line, http: options.http) {
                left.append(client)
            } else {
                close(client.descriptor)
            }
        }
        clients = left
    }

    /// Accepts waiting clients, up to a number that leaves time for the others; the oldest are
    /// closed.
    private mutating func accept() {
        for _ in 0..<64 {
            guard let descriptor = listener.next() else { return restIfShort(errno) }
            // Checked for each client, so that the file has an effect at once.
            lookForDrain()
            while clients.count >= room { close(clients.removeFirst().descriptor) }
            var client = Client(
                descriptor, deadline: Self.now + Self.milliseconds(options.timeout))
            if !options.http { client.answer(answer.line(percent: options.percent)) }
            clients.append(client)
        }
    }

    /// Pauses accepting: a waiting client would wake the loop again and again.
    private mutating func restIfShort(_ reason: Int32) {
        guard [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(reason) else { return }
        if !clients.isEmpty { close(clients.removeFirst().descriptor) }
        rest = Self.now + 100
    }

    /// The number of descriptors beside the standard ones, the listener and the command's.
    private static var spareDescriptors: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return 64
        }
        return Int(min(max(limit.rlim_cur, 11) - 10, 100_000))
    }

    // MARK: Time

    private mutating func expire() {
        let now = Self.now
        while let first = clients.first, first.deadline <= now {
            close(clients.removeFirst().descriptor)
        }
        if let late = command, late.deadline <= now {
            late.kill()
            command = nil
            note(nil)
        }
        guard nextLook <= now else { return }
        // After a pause of the machine, missed measurements are skipped.
        nextLook = max(nextLook + Self.milliseconds(options.interval), now + 10)
        look()
    }

    private mutating func look() {
        if !options.noProcessor { lookAtProcessor() }
        if options.memory { answer.memory = .init(AvailableMemory.now()) }
        lookForDrain()
        guard let text = options.command, command == nil else { return }
        command = CommandRun(text, deadline: Self.now + Self.milliseconds(options.timeout))
        if command == nil { note(nil) }
    }

    private mutating func lookAtProcessor() {
        guard let now = ProcessorTimes.now() else {
            answer.processor = .unknown
            times = nil
            return
        }
        // Without a tick of time in between the measure is unchanged.
        if let idle = times.flatMap({ now.idleness(since: $0) }) { answer.processor = .known(idle) }
        times = now
    }

    private mutating func lookForDrain() {
        if let file = options.drain { answer.isDrained = access(file, F_OK) == 0 }
    }

    private var patience: Int32 {
        let moments = [nextLook, clients.first?.deadline, command?.deadline].compactMap { $0 }
        let now = Self.now
        let next = min(moments.min() ?? nextLook, rest > now ? rest : .max)
        let left = min(max(next - now, 0), 60_000)
        // The command has closed its output and ends soon, but no event reports it.
        return command?.isSilent == true ? Int32(min(left, 5)) : Int32(left)
    }

    // MARK: The command

    private var commandOutput: Int32 {
        guard let command, !command.isSilent else { return -1 }
        return command.descriptor
    }

    private mutating func endCommand() {
        guard let end = command?.ended() else { return }
        command = nil
        if case .number(let number) = end { note(number) } else { note(nil) }
    }

    /// Records the result of the command.
    ///
    /// While it fails there is no answer, which is logged once.
    private mutating func note(_ number: Int?) {
        answer.command = .init(number)
        if number == nil, !commandHasFailed {
            Listener.say(
                "the command gives no number of 0...100 in time: no answer until it does")
        }
        commandHasFailed = number == nil
    }

    /// Milliseconds of the monotonic clock.
    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    private static func milliseconds(_ seconds: Double) -> Int64 { Int64(seconds * 1_000) }
}
