//! Every order of events: it follows, or it is refused with a reason.

use super::{Illegal, Referral, WaitsFor};
use crate::{MemberId, Moment, PhoneAnswer, ReferralEvent, ReferralTo, SealedId, Urgency};
use proptest::prelude::*;

const ANA: MemberId = MemberId::from_bytes([1; 16]);
const BEN: MemberId = MemberId::from_bytes([2; 16]);
const SAID: SealedId = SealedId::from_bytes([3; 16]);
const DUE: Moment = Moment(100);

fn sent() -> ReferralEvent {
    ReferralEvent::Sent {
        at: Moment(10),
        urgency: Urgency::Urgent,
        due: DUE,
    }
}

fn seen(at: i64) -> ReferralEvent {
    ReferralEvent::Seen {
        at: Moment(at),
        by: ANA,
    }
}

fn accepted(at: i64, by: MemberId) -> ReferralEvent {
    ReferralEvent::Accepted {
        at: Moment(at),
        by,
        condition: None,
    }
}

fn declined(at: i64) -> ReferralEvent {
    ReferralEvent::Declined {
        at: Moment(at),
        by: BEN,
        reason: SAID,
    }
}

fn phoned(at: i64, answer: PhoneAnswer) -> ReferralEvent {
    let channel = "phone".to_owned();
    ReferralEvent::AnsweredByPhone {
        at: Moment(at),
        by: ANA,
        answer,
        heard_at: Moment(at),
        channel,
    }
}

fn confirmed(at: i64, answer: PhoneAnswer) -> ReferralEvent {
    ReferralEvent::PhoneConfirmed {
        at: Moment(at),
        by: BEN,
        answer,
    }
}

fn clock(at: i64) -> ReferralEvent {
    ReferralEvent::ClockRan { at: Moment(at) }
}

fn withdrawn(at: i64) -> ReferralEvent {
    ReferralEvent::Withdrawn {
        at: Moment(at),
        by: ANA,
        reason: SAID,
    }
}

fn concluded(at: i64) -> ReferralEvent {
    ReferralEvent::Concluded {
        at: Moment(at),
        by: BEN,
        outcome: SAID,
    }
}

fn member(events: &[ReferralEvent]) -> Result<&'static str, Illegal> {
    Referral::replay(ReferralTo::Member, events).map(|state| state.code())
}

fn outside(events: &[ReferralEvent]) -> Result<&'static str, Illegal> {
    Referral::replay(ReferralTo::Outside, events).map(|state| state.code())
}

#[test]
fn two_who_answer_at_once_get_one_answer_and_one_sentence() {
    let first = [sent(), seen(20), accepted(30, ANA)];
    assert_eq!(member(&first), Ok("accepted"));
    for second in [accepted(30, BEN), declined(31)] {
        assert_eq!(
            member(&[&first[..], &[second]].concat()),
            Err(Illegal::AlreadyAnswered)
        );
    }
}

#[test]
fn a_clock_that_ran_out_leaves_the_referral_answerable() {
    assert_eq!(
        member(&[sent(), clock(99)]),
        Err(Illegal::ClockDoesNotRunOut)
    );
    assert_eq!(member(&[sent(), clock(100)]), Ok("no_answer_in_time"));
    assert_eq!(
        member(&[sent(), clock(100), seen(110), accepted(120, ANA)]),
        Ok("accepted")
    );
    assert_eq!(
        member(&[sent(), seen(20), clock(100), seen(110)]),
        Err(Illegal::AlreadySeen)
    );
    assert_eq!(
        member(&[sent(), clock(100), clock(101)]),
        Err(Illegal::ClockDoesNotRunOut)
    );
    assert_eq!(
        member(&[sent(), accepted(20, ANA), clock(100)]),
        Err(Illegal::ClockDoesNotRunOut)
    );
}

#[test]
fn an_answer_by_telephone_stops_the_clock_and_waits_for_its_confirmation() {
    let yes = [sent(), phoned(20, PhoneAnswer::Accepts)];
    let state = Referral::replay(ReferralTo::Member, &yes).unwrap();
    assert!(!state.opens_package() && state.waits_for() == WaitsFor::Receiver);
    let then = |event| member(&[&yes[..], &[event]].concat());
    assert_eq!(then(clock(100)), Err(Illegal::ClockDoesNotRunOut));
    assert_eq!(then(accepted(30, BEN)), Err(Illegal::ConfirmInstead));
    assert_eq!(then(concluded(30)), Err(Illegal::ConfirmInstead));
    assert_eq!(then(confirmed(30, PhoneAnswer::Accepts)), Ok("accepted"));
    assert_eq!(then(confirmed(30, PhoneAnswer::Declines)), Ok("declined"));
    assert_eq!(then(withdrawn(30)), Ok("withdrawn"));
    assert_eq!(
        member(&[sent(), confirmed(20, PhoneAnswer::Accepts)]),
        Err(Illegal::NothingToConfirm)
    );
    let early = ReferralEvent::AnsweredByPhone {
        at: Moment(20),
        by: ANA,
        answer: PhoneAnswer::Accepts,
        heard_at: Moment(5),
        channel: "phone".into(),
    };
    assert_eq!(member(&[sent(), early]), Err(Illegal::BackInTime));
}

#[test]
fn a_receiver_outside_the_system_answers_only_by_telephone_or_paper() {
    for event in [seen(20), accepted(20, ANA), declined(20)] {
        assert_eq!(outside(&[sent(), event]), Err(Illegal::OutsideHasNoSeat));
    }
    let yes = [sent(), phoned(20, PhoneAnswer::Accepts)];
    assert_eq!(
        outside(&[&yes[..], &[concluded(30)]].concat()),
        Ok("concluded")
    );
    let no = [sent(), phoned(20, PhoneAnswer::Declines)];
    assert_eq!(
        outside(&[&no[..], &[concluded(30)]].concat()),
        Err(Illegal::NotYetAnswered)
    );
    let state = Referral::replay(ReferralTo::Outside, &no).unwrap();
    assert_eq!(state.waits_for(), WaitsFor::Sender);
}

#[test]
fn a_sender_takes_back_only_what_was_not_answered() {
    assert_eq!(member(&[sent(), withdrawn(20)]), Ok("withdrawn"));
    assert_eq!(
        member(&[sent(), clock(100), withdrawn(120)]),
        Ok("withdrawn")
    );
    assert_eq!(
        member(&[sent(), accepted(20, ANA), withdrawn(30)]),
        Err(Illegal::AlreadyAnswered)
    );
    assert_eq!(
        member(&[sent(), withdrawn(20), accepted(30, ANA)]),
        Err(Illegal::AlreadyWithdrawn)
    );
    assert_eq!(
        member(&[sent(), withdrawn(20), withdrawn(30)]),
        Err(Illegal::AlreadyWithdrawn)
    );
}

#[test]
fn a_history_begins_with_the_sending_and_runs_forward() {
    assert_eq!(member(&[]), Err(Illegal::NotSent));
    assert_eq!(member(&[seen(20)]), Err(Illegal::NotSent));
    assert_eq!(member(&[sent(), sent()]), Err(Illegal::SentTwice));
    assert_eq!(member(&[sent(), seen(9)]), Err(Illegal::BackInTime));
    let backwards = ReferralEvent::Sent {
        at: DUE,
        urgency: Urgency::Normal,
        due: DUE,
    };
    assert_eq!(member(&[backwards]), Err(Illegal::BackInTime));
    assert_eq!(
        member(&[sent(), concluded(20)]),
        Err(Illegal::NotYetAnswered)
    );
    let done = [sent(), accepted(20, ANA), concluded(30)];
    assert_eq!(member(&done), Ok("concluded"));
    assert_eq!(
        member(&[&done[..], &[concluded(40)]].concat()),
        Err(Illegal::AlreadyConcluded)
    );
}

#[test]
fn an_event_reads_back_from_its_row() {
    let json = serde_json::to_string(&phoned(20, PhoneAnswer::Declines)).unwrap();
    let member = ANA.to_string();
    let expected = format!(
        r#"{{"answered_by_phone":{{"at":20,"by":"{member}","answer":"declines","heard_at":20,"channel":"phone"}}}}"#
    );
    assert_eq!(json, expected);
    assert_eq!(
        serde_json::from_str::<ReferralEvent>(&json).unwrap(),
        phoned(20, PhoneAnswer::Declines)
    );
}

fn any_event() -> impl Strategy<Value = fn(i64) -> ReferralEvent> {
    prop::sample::select(vec![
        seen as fn(i64) -> ReferralEvent,
        |at| accepted(at, ANA),
        |at| accepted(at, BEN),
        declined,
        |at| phoned(at, PhoneAnswer::Accepts),
        |at| phoned(at, PhoneAnswer::Declines),
        |at| confirmed(at, PhoneAnswer::Accepts),
        |at| confirmed(at, PhoneAnswer::Declines),
        clock,
        withdrawn,
        concluded,
        |_| sent(),
    ])
}

proptest! {
    /// Whatever is tried: what is refused changes nothing, one answer stands, the package never opens
    /// to a receiver without seat or answer, and what has not ended waits for somebody.
    #[test]
    fn no_order_of_events_loses_a_referral(tries in prop::collection::vec((any_event(), 0_i64..60), 0..12), away in any::<bool>()) {
        let to = if away { ReferralTo::Outside } else { ReferralTo::Member };
        let (mut kept, mut at) = (vec![sent()], 10);
        for (event, step) in tries {
            at += step;
            let next = [&kept[..], &[event(at)]].concat();
            if Referral::replay(to, &next).is_ok() {
                kept = next;
            }
        }
        let state = Referral::replay(to, &kept).unwrap();
        let answers = kept.iter().filter(|event| matches!(event.code(), "accepted" | "declined" | "phone_confirmed")).count();
        prop_assert!(answers <= 1);
        if state.opens_package() && to == ReferralTo::Member {
            prop_assert_eq!(answers, 1);
        }
        let ended = matches!(state.code(), "withdrawn" | "concluded");
        prop_assert_eq!(state.waits_for() == WaitsFor::Nobody, ended);
        if ended {
            prop_assert!(kept.last().is_some_and(|event| matches!(event.code(), "withdrawn" | "concluded")));
        }
        // The clock marks at most once, and only what stood unanswered.
        prop_assert!(kept.iter().filter(|event| event.code() == "clock_ran").count() <= 1);
    }
}
