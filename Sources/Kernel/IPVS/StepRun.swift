import Model

/// A run of consecutive IPVS steps, sent to the kernel in batches.
///
/// Each step in a batch gets an outcome at once; refusals of the kernel replace it afterwards.
struct StepRun {
    private let table: IPVSTable
    private let steps: ArraySlice<Step>
    /// Objects that could not be created, with the reasons.
    private var missing: [StepSubject: String]
    private var outcomes: [Outcome]
    private var batch: MessageBatch
    /// Index of the outcome of each message in the batch.
    private var positions: [Int] = []

    /// Applies the steps, which must all be commands; appends one outcome for each.
    static func apply(
        _ steps: ArraySlice<Step>, to table: IPVSTable, missing: inout [StepSubject: String],
        into outcomes: inout [Outcome]
    ) {
        var run = StepRun(table: table, steps: steps, missing: missing, outcomes: outcomes)
        // With two owners each outcome would copy the whole array.
        outcomes = []
        run.apply()
        outcomes = run.outcomes
        missing = run.missing
    }

    private init(
        table: IPVSTable, steps: ArraySlice<Step>, missing: [StepSubject: String],
        outcomes: [Outcome]
    ) {
        self.table = table
        self.steps = steps
        self.missing = missing
        self.outcomes = outcomes
        batch = MessageBatch(byteLimit: min(table.socket.batchLimit, steps.count * 256 + 1024))
        batch.clear(next: table.socket.sequenceNumbers(0))
    }

    private mutating func apply() {
        for step in steps {
            if let result = resultWithoutAsking(step) {
                outcomes.append(Outcome(step: step, result: result))
                continue
            }
            positions.append(outcomes.count)
            outcomes.append(Outcome(step: step, result: .done))
            put(step)
            if batch.isFull { flush() }
        }
        flush()
    }

    private func resultWithoutAsking(_ step: Step) -> Outcome.Result? {
        if let flaw = step.flaw {
            return .failed(HostFailure(operation: step.operation, reason: flaw))
        }
        return missing.isEmpty ? nil : skip(step)
    }

    private func skip(_ step: Step) -> Outcome.Result? {
        step.obstacle(among: missing).map { .skipped(because: $0) }
    }

    private mutating func put(_ step: Step) {
        table.build(step, sequence: table.socket.sequenceNumbers(1))
        batch.append(table.socket.builder)
    }

    private mutating func flush() {
        guard batch.count > 0 else { return }
        let result = table.socket.transact(&batch)
        let flushed = positions
        restart()
        var unsure = Set(result.unknown.map { flushed[$0] })
        // In the order of the steps: the failure of a service explains those of its destinations.
        for (index, position) in flushed.enumerated() {
            if unsure.remove(position) != nil {
                repeatAlone(position)
            } else if let refusal = result.refusals[index] {
                enter(refusal, at: position)
            }
        }
    }

    private mutating func restart() {
        positions.removeAll(keepingCapacity: true)
        batch.clear(next: table.socket.sequenceNumbers(0))
    }

    /// Sends a step again, because its result is unknown.
    private mutating func repeatAlone(_ position: Int) {
        put(outcomes[position].step)
        let result = table.socket.transact(&batch)
        if let refusal = result.refusals[0] {
            enter(refusal, at: position)
        } else if !result.unknown.isEmpty {
            enter(KernelRefusal.lost, at: position)
        }
        restart()
    }

    private mutating func enter(_ refusal: KernelRefusal, at position: Int) {
        let step = outcomes[position].step
        var result = step.result(of: refusal)
        if case .failed(let failure) = result {
            if let skipped = skip(step) { result = skipped }
            if step.isRequired { missing[step.subject] = failure.description }
        }
        outcomes[position].result = result
    }
}

extension Step {
    /// The reason why a requirement of the step is missing; nil: none is missing.
    func obstacle(among missing: [StepSubject: String]) -> String? {
        missing.isEmpty ? nil : requires.lazy.compactMap { missing[$0] }.first
    }
}
