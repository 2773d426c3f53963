//! My tasks: what is late, due today, due this week. Codes and verbs only.

mod alarm;
mod pages;
mod store;

pub(crate) use alarm::two_of;
pub(crate) use store::{
    ALARM, NOTICE, NewTask, Notice, TASK, TaskKind, finish, notices_for, notify, open_of_case,
    put_task, tell, told,
};

use crate::web::Routes;

/// The routes of the home page.
pub(crate) fn routes() -> Routes {
    pages::routes().join(alarm::routes())
}
