extension VirtualService {
    private enum Key: CodingKey { case key, scheduler, schedulerFlags, onePacket, persistence }

    /// Reads the form that ``encode(to:)`` writes, or the flags as a number, as earlier versions
    /// wrote them.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        key = try values.decode(ServiceKey.self, forKey: .key)
        scheduler = try values.decode(Scheduler.self, forKey: .scheduler)
        onePacket = try values.decode(Bool.self, forKey: .onePacket)
        persistence = try values.decodeIfPresent(Persistence.self, forKey: .persistence)
        if let bits = try? values.decode(UInt32.self, forKey: .schedulerFlags) {
            schedulerFlags = SchedulerFlags(rawValue: bits)
            return
        }
        schedulerFlags = []
        for word in try values.decode([String].self, forKey: .schedulerFlags) {
            guard let flag = SchedulerFlags(word: word, of: scheduler) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .schedulerFlags, in: values,
                    debugDescription: "\"\(word)\" is no flag of scheduler \(scheduler.rawValue)")
            }
            schedulerFlags.insert(flag)
        }
    }

    /// Writes identity and configuration; the flags by the words of the document.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(key, forKey: .key)
        try values.encode(scheduler, forKey: .scheduler)
        try values.encode(schedulerFlags.words(of: scheduler), forKey: .schedulerFlags)
        try values.encode(onePacket, forKey: .onePacket)
        try values.encodeIfPresent(persistence, forKey: .persistence)
    }
}

extension SchedulerFlags {
    /// The flag of this word of ``words(of:)``; nil: the scheduler has none of that name.
    fileprivate init?(word: String, of scheduler: Scheduler) {
        let flags: [SchedulerFlags] = [.fallback, .port, .third]
        guard let flag = flags.first(where: { $0.words(of: scheduler) == [word] }) else {
            return nil
        }
        self = flag
    }
}
